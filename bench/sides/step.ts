import { against, type NamedCell } from './against.ts';
import { bertBase, methodName, miniLM, small, type Cell, type Shape } from './cell.ts';
import type { Budget } from './interleaved.ts';
import type { Row } from './row.ts';
import type { Settings } from '../settings.ts';
import type { Sides } from './sides.ts';

const sizes: readonly (readonly [name: string, shape: Shape, batch: number, length: number])[] = [
  ['4×256', small, 16, 64],
  ['MiniLM-L6', miniLM, 32, 32],
  ['BERT-base', bertBase, 8, 128],
];

const methods: readonly Pick<Cell, 'method' | 'rounds'>[] = [
  { method: 'natural', rounds: 1 },
  { method: 'freelb', rounds: 3 },
  { method: 'pgd', rounds: 3 },
  { method: 'yopo', rounds: 3 },
  { method: 'freeat', rounds: 3 },
];

const budget: Budget = { warmUp: 2, turns: [5, 25], seconds: 45 };
/** A step on WebAssembly takes some ten seconds, and the first is like the others. */
const slowBudget: Budget = { warmUp: 1, turns: [3, 3], seconds: 0 };
const quickBudget: Budget = { warmUp: 2, turns: [3, 15], seconds: 9 };

/**
 * A training step of every method on every model, ours against PyTorch's, and the peak memory of both; then one on WebAssembly
 * against the same on native TensorFlow.
 */
export async function* stepBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  const cells = sizes.flatMap(([size, shape, batch, length]) =>
    methods.map((method) => {
      const name = `${size} ${String(batch)}×${String(length)} ${methodName(method)}`;
      return { name, cell: { shape, batch, length, ...method } };
    }),
  );
  const chosen = settings.quick ? cells.slice(0, 2) : cells;
  for (const cell of chosen.filter(({ name }) => name.includes(settings.only)))
    yield await against(cell, settings, sides, settings.quick ? quickBudget : budget);
  if (settings.quick || settings.precision !== 'fp32' || !webAssembly.name.includes(settings.only)) return;
  const backends = { ...sides, ours: () => sides.ours('wasm'), peer: () => sides.ours() };
  yield await against(webAssembly, { ...settings, compile: undefined }, backends, slowBudget);
}

const webAssembly: NamedCell = {
  name: 'WebAssembly / native: MiniLM-L6',
  cell: { shape: miniLM, batch: 32, length: 32, method: 'natural', rounds: 1 },
};
