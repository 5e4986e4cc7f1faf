/**
 * What a person types to go on from a checkpoint: the same options, and the file.
 *
 * @param task named in it, where the run that was stopped went through several
 */
export function resumeCommand(args: readonly string[], checkpoint: string, task?: string): string {
  const kept: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--resume' || (task && arg === '--task')) i++;
    else if (!arg.startsWith('--resume=') && !(task && arg.startsWith('--task='))) kept.push(arg);
  }
  if (task) kept.push('--task', task);
  return ['npm start --', ...[...kept, '--resume', checkpoint].map(quoted)].join(' ');
}

/** As a shell reads it back. */
function quoted(arg: string): string {
  return /^[\w./:=,+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
