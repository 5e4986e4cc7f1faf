import { crc32, hex32 } from './crc-32';
import { builtin, codeOf } from './node-files';

/** After that long without a change a temporary file of a process that we cannot ask about is nobody's. */
const DAY = 24 * 60 * 60 * 1000;

/**
 * A name beside `file` for a write that is under way: `a.ckpt.3f2a9c01-4711-9d8e7f60.tmp`, where the process runs, which one
 * it is, and which write.
 */
export function temporaryName(file: string): string {
  return `${file}.${placeOf()}-${process.pid}-${crypto.randomUUID().slice(0, 8)}.tmp`;
}

/**
 * Removes temporary files that killed writes of `file` have left: those of a process that ran here and is gone, and those
 * that nothing has changed for a day. Never those of a write that is under way, in this process or another. A machine that
 * shares the folder, and a container, is another place: of its files only the age counts. What cannot be removed stays.
 */
export async function removeStale(file: string): Promise<void> {
  const fs = builtin('node:fs/promises');
  const path = builtin('node:path');
  if (fs === undefined || path === undefined) return;
  const folder = path.dirname(file);
  const start = `${path.basename(file)}.`;
  for (const name of await fs.readdir(folder).catch((): string[] => [])) {
    const parts = name.startsWith(start) ? NAME.exec(name.slice(start.length)) : null;
    if (parts === null) continue;
    const left = path.join(folder, name);
    const [, place, pid] = parts;
    const isGone = place === placeOf() && !isRunning(Number(pid));
    if (isGone || (await isOld(left))) await fs.rm(left, { force: true }).catch(() => undefined);
  }

  async function isOld(left: string): Promise<boolean> {
    const stat = await fs?.stat(left).catch(() => undefined);
    return stat !== undefined && Date.now() - stat.mtimeMs > DAY;
  }
}

/** What follows the name of the file. Earlier versions named no process. */
const NAME = /^(?:([\da-f]{8})-(\d+)-)?[\da-f]{8}\.tmp$/;

let place: string | undefined;

/** Where this process's id means something: the running system and, in it, the namespace of ids. */
function placeOf(): string {
  place ??= hex32(crc32(new TextEncoder().encode(describePlace())));
  return place;
}

function describePlace(): string {
  const fs = builtin('node:fs');
  const os = builtin('node:os');
  try {
    const boot = fs?.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot}${fs?.readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    const macs = Object.values(os?.networkInterfaces() ?? {}).flatMap((all) =>
      all?.map(({ mac }) => mac),
    );
    return [os?.hostname(), ...new Set(macs)].sort().join();
  }
}

/** Whether there is a process of this id; also one of another user, which may not be asked. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}
