#!/usr/bin/env node
// A bin and not a script: `pnpm bench --json` must print nothing but its array, and pnpm announces scripts.
import { bootstrap } from '../../tools/bootstrap.mjs';

await bootstrap('bench');
await import('./dist/cli.js');
