/** What a person types to go on from a checkpoint: the same options, and the file. */
export function resumeCommand(args: readonly string[], checkpoint: string): string {
  const kept: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--resume') i++;
    else if (!arg.startsWith('--resume=')) kept.push(arg);
  }
  return ['npm start --', ...[...kept, '--resume', checkpoint].map(quoted)].join(' ');
}

/** As a shell reads it back. */
function quoted(arg: string): string {
  return /^[\w./:=,+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
