/** The command line that this process was started with, as a shell takes it. */
export function commandLine(): string {
  return ['advtrain', ...process.argv.slice(2).map(quoted)].join(' ');
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
