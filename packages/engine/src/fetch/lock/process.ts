import { readFileSync } from 'node:fs';

/**
 * Whether a process of this machine lives; where `born` is given, whether it is still the one that was born then.
 *
 * @param pid its number.
 * @param born when it began, as the lock file has it.
 */
export function lives(pid: number, born?: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // A number is given to another process later, in a container to the next one at once.
  return born === undefined || (bornAt(pid) ?? born) === born;
}

/**
 * When a process began, in ticks since the machine did; undefined where the system does not say.
 *
 * @param pid of this machine.
 */
export function bornAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before may have anything in it, but ends at the last parenthesis.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
