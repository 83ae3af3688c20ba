import { fstatSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { isatty } from 'node:tty';

/** Why work is stopped whose terminal has ended. */
export const terminalEnded = new Error('The terminal has ended.');

/** Whether this process reads from or writes to a terminal. */
export function hasTerminal(): boolean {
  return [0, 1, 2].some((stream) => isatty(stream));
}

/** Ends the process by the signal itself: at its own end Node restores the terminal, and aborts where that is gone. */
export function dieOfHangUp(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

/**
 * Whether this process was begun to outlive its terminal, as `nohup` does: it reads from /dev/null, and writes to files.
 * That SIGHUP was to be ignored cannot be asked, for Node puts it back to its default before any of this runs.
 */
export function outlivesTerminal(): boolean {
  try {
    const none = statSync('/dev/null');
    const isNone = (stream: Stats) => stream.isCharacterDevice() && stream.rdev === none.rdev;
    const isFile = (stream: Stats) => stream.isFile() || isNone(stream);
    return isNone(fstatSync(0)) && isFile(fstatSync(1)) && isFile(fstatSync(2));
  } catch {
    return false;
  }
}
