import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Meeting, Place } from '../../src/index.ts';

const program = fileURLToPath(new URL('meeting.ts', import.meta.url));

/** A member in a process of its own, which is about to look for the others. */
export async function begun(place: Place, meeting: Meeting) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify([place, meeting])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const ended = once(child, 'close').then(([status]) => ({
    status: status as number | null,
    came: out.split('\n')[1] ?? '',
  }));
  await once(child.stdout, 'data');
  return { child, ended };
}
