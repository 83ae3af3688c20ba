import { methodName, robertaLarge, small, type Cell } from './cell.ts';
import type { Budget } from './interleaved.ts';
import type { Row } from './row.ts';
import type { Settings } from '../settings.ts';
import type { Sides } from './sides.ts';
import { against, type NamedCell } from './against.ts';

const budget: Budget = { warmUp: 2, turns: [3, 11], seconds: 30 };
const quickBudget: Budget = { warmUp: 1, turns: [2, 5], seconds: 5 };
/** A step of the large model takes a minute, so it is the second of each side only: ours records in its first. */
const largeBudget: Budget = { warmUp: 1, turns: [1, 1], seconds: 0 };

const middle: Cell = { shape: small, batch: 16, length: 64, method: 'freelb', rounds: 3 };

/**
 * Time and memory of a FreeLB step as one size at a time grows; then one FreeLB-2 step of a model of 355 M parameters,
 * with and without gradient checkpointing.
 */
export async function* growthBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  const cells = settings.quick ? [...batches([8, 32]), ...rounds([1])] : everything();
  for (const cell of cells.filter(({ name }) => name.includes(settings.only)))
    yield await against(cell, settings, sides, settings.quick ? quickBudget : budget);
  if (settings.quick) return;
  for (const cell of large.filter(({ name }) => name.includes(settings.only)))
    yield await against(cell, settings, sides, largeBudget, 'apart');
}

function everything(): readonly NamedCell[] {
  return [
    ...batches([4, 8, 16, 32, 64]),
    ...[16, 32, 64, 128, 256, 512].map((length) => named(`length ${String(length)}`, { length })),
    ...rounds([1, 2, 4, 8]),
    ...[2, 4, 8, 12].map((layers) =>
      named(`layers ${String(layers)}`, { shape: { ...small, num_hidden_layers: layers } }),
    ),
  ];
}

function batches(sizes: readonly number[]): readonly NamedCell[] {
  return sizes.map((batch) => named(`batch ${String(batch)}`, { batch }));
}

function rounds(numbers: readonly number[]): readonly NamedCell[] {
  return numbers.map((each) => named(`K ${String(each)}`, { rounds: each }));
}

function named(change: string, changes: Partial<Cell>): NamedCell {
  const cell = { ...middle, ...changes };
  return { name: `${change}: ${methodName(cell)}`, cell };
}

const large: readonly NamedCell[] = [false, true].map((checkpointing) => ({
  name: `RoBERTa-large 8×128: FreeLB-2${checkpointing ? ', gradient checkpointing' : ''}`,
  cell: { shape: robertaLarge, batch: 8, length: 128, method: 'freelb', rounds: 2, checkpointing },
}));
