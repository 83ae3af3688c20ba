import type { Pass, Plugin } from './plugin.ts';

/** What a run has spent, in units: forward 1, backward to inputs 1, backward to weights 1, of the whole model each. */
export interface Ledger {
  /** All units so far. */
  readonly units: number;
  /** Units by kind of pass. */
  readonly byKind: Readonly<Record<Pass['kind'], number>>;
  /** Optimizer steps so far. */
  readonly steps: number;
  /** Seconds since the first pass. */
  readonly seconds: number;
}

/** An observer that counts what a run spends. */
export function costLedger(): Plugin & { readonly ledger: Ledger } {
  const byKind = { forward: 0, inputs: 0, weights: 0 };
  let [steps, started]: [number, number | undefined] = [0, undefined];
  return {
    name: 'cost',
    onPass: ({ kind, share }) => {
      started ??= performance.now();
      byKind[kind] += share;
    },
    afterStep: () => void steps++,
    get ledger() {
      const units = byKind.forward + byKind.inputs + byKind.weights;
      const seconds = started === undefined ? 0 : (performance.now() - started) / 1000;
      return { units, byKind: { ...byKind }, steps, seconds };
    },
  };
}
