import type { Plugin } from '../contract/plugin.ts';

/**
 * How often plugins have a batch repeated, together.
 *
 * @param plugins those of one run; one that repeats nothing counts 1.
 */
export function replaysOf(plugins: readonly Plugin[]): number {
  return plugins.reduce((product, { replays = 1 }) => product * replays, 1);
}

/** Refuses to go on `from` so many steps' batches where the `index` steps taken have come to another replay of a batch. */
export function checkReplays(plugins: readonly Plugin[], index: number, from: number): void {
  const replays = replaysOf(plugins);
  const taken = index % replays;
  if (taken === from % replays) return;
  throw new Error(
    `${taken} of ${replays} replays of a batch were taken when training was left: go on with { from: trainer.position }, ` +
      'or leave it after the last replay.',
  );
}
