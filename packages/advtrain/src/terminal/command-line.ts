/** The command line that this process was started with, as a shell takes it. */
export function commandLine(): string {
  return ['advtrain', ...process.argv.slice(2).map(quoted)].join(' ');
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** An option as a shell takes it; `true` is one without a value. */
export function flagText(name: string, value: string | number | true): string {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return value === true ? flag : `${flag} ${quoted(String(value))}`;
}
