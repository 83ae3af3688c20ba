import { wholeNumber } from '../contract/check.ts';
import type { Plugin } from '../contract/plugin.ts';

/** One line of a run's record. */
export interface RunRecord {
  readonly step: number;
  /** The mean of the step's losses over its rounds. */
  readonly loss: number;
  /** Seconds since the record began. */
  readonly seconds: number;
  /** Units spent so far. */
  readonly units: number;
}

/**
 * An observer that hands out one record every `every` steps (default 1), such as to a file of JSON lines.
 *
 * @param write called once a record, after the step it tells of.
 * @param options `every`, a whole number from 1 on.
 */
export function runRecord(write: (record: RunRecord) => void, { every = 1 }: { readonly every?: number } = {}): Plugin {
  wholeNumber('every', every, 1);
  const started = performance.now();
  let units = 0;
  return {
    name: 'run record',
    onPass: ({ share }) => void (units += share),
    afterStep: ({ index, losses }) => {
      if (index % every !== 0) return;
      const values = losses();
      const loss = values.reduce((sum, value) => sum + value, 0) / values.length;
      write({ step: index, loss, seconds: (performance.now() - started) / 1000, units });
    },
  };
}
