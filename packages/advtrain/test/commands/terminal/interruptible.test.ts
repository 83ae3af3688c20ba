import { Interrupted } from '@advtrain/compare';
import { describe, expect, test } from 'vitest';
import { interruptible } from '../../../src/terminal/ctrl-c.ts';

/** What is said where the terminal ends in the midst of work that then ends with this. */
async function said(end: (signal: AbortSignal) => Error): Promise<unknown> {
  const work = interruptible('Interrupted; the same command again goes on.', (signal) => {
    process.emit('SIGHUP');
    expect(signal.aborted).toBe(true);
    return Promise.reject(end(signal));
  });
  return work.catch((error: unknown) => error);
}

describe('work that is interrupted', () => {
  test.each<[string, (signal: AbortSignal) => Error]>([
    ['by the loop of training', () => new Interrupted('The run was interrupted.')],
    ['by the reason of the signal', ({ reason }) => reason as Error],
    ['by a download that was given up', () => new DOMException('This operation was aborted', 'AbortError')],
  ])('%s says how to go on', async (_, end) => {
    const error = await said(end);
    expect(error).toBeInstanceOf(Interrupted);
    expect((error as Error).message).toBe('Interrupted; the same command again goes on.');
  });

  test('and cannot put away what it has does not promise that', async () => {
    const error = await said(() => new Error('runs/a.safetensors could not be written (the disk is full).'));
    expect(error).toBeInstanceOf(Interrupted);
    expect((error as Error).message).toBe(
      'Interrupted, but not all was put away: runs/a.safetensors could not be written (the disk is full).',
    );
  });

  test('leaves no listeners behind', async () => {
    const count = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal));
    const before = count();
    await said(() => new Error('x'));
    expect(count()).toEqual(before);
  });
});
