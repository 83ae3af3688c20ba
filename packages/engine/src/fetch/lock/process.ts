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
  const found = statOf(pid);
  if (found === undefined) return true;
  // One that has ended keeps its number until its parent asks how, which the first process of many containers never does.
  if (found.state === 'Z' || found.state === 'X') return false;
  // A number is given to another process later, in a container to the next one at once.
  return born === undefined || (found.born ?? born) === born;
}

/**
 * When a process began, in ticks since the machine did; undefined where the system does not say.
 *
 * @param pid of this machine.
 */
export function bornAt(pid: number): string | undefined {
  return statOf(pid)?.born;
}

/** What Linux says of a process; undefined elsewhere. */
function statOf(pid: number): { readonly state: string | undefined; readonly born: string | undefined } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before may have anything in it, but ends at the last parenthesis.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], born: fields[19] };
  } catch {
    return undefined;
  }
}
