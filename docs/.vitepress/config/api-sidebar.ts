import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';

const FILE = fileURLToPath(new URL('../../api/typedoc-sidebar.json', import.meta.url));

/** The API's sidebar as typedoc wrote it; empty where the reference was not made (`vitepress dev` alone). */
export function apiSidebar(): DefaultTheme.SidebarItem[] {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : [];
}
