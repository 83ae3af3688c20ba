import { methodName, miniLM, small, type Cell } from './cell.ts';
import { interleaved, type Budget } from './interleaved.ts';
import { row, type Row } from './row.ts';
import type { Settings } from '../settings.ts';
import type { Sides } from './sides.ts';
import { summarise } from './statistics.ts';

const budget: Budget = { warmUp: 2, turns: [5, 25], seconds: 45 };
const quickBudget: Budget = { warmUp: 2, turns: [3, 15], seconds: 8 };

/**
 * What the machinery of a method costs beyond its passes. The peer is natural training with as many units a step and one
 * update, on this engine too: K passes for FreeLB-K; for PGD-m, whose 2m + 3 units are no whole number of passes of 3, what a
 * line through natural steps of 1 and m + 1 passes gives.
 */
export async function* overheadBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  const sizes = [
    { size: '4×256 16×64', shape: small, batch: 16, length: 64 },
    { size: 'MiniLM-L6 32×32', shape: miniLM, batch: 32, length: 32 },
  ];
  for (const { size, ...common } of settings.quick ? sizes.slice(0, 1) : sizes)
    for (const rounds of settings.quick ? [3] : [1, 2, 3, 4, 5, 6, 7, 8])
      for (const method of ['freelb', 'pgd'] as const) {
        const cell: Cell = { ...common, method, rounds };
        const name = `${size} ${methodName(cell)} / passes`;
        if (name.includes(settings.only)) yield await overhead(name, cell, settings, sides);
      }
}

async function overhead(name: string, cell: Cell, settings: Settings, sides: Sides): Promise<Row> {
  const { precision, compile, quick } = settings;
  const passes = cell.method === 'pgd' ? [1, cell.rounds + 1] : [cell.rounds];
  const cells: Cell[] = [cell, ...passes.map((rounds) => ({ ...cell, method: 'natural' as const, rounds }))];
  const workers = cells.map(() => sides.ours());
  try {
    await Promise.all(workers.map((worker, i) => worker.ask({ do: 'prepare', ...cells[i], precision, compile })));
    const [ours = [], ...natural] = await interleaved(workers, quick ? quickBudget : budget);
    const turns = ours.map((each, i) => ({ ours: each, peer: equivalent(cell, natural[0]![i]!, natural[1]?.[i]) }));
    return row(name, summarise(turns), turns.length);
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

/** The time of natural training that does as much: `first` and `second` are its steps of as many passes as were asked for. */
function equivalent({ method, rounds }: Cell, first: number, second = NaN): number {
  if (method !== 'pgd') return first;
  const pass = (second - first) / rounds;
  return first + ((2 * rounds + 3) / 3 - 1) * pass;
}
