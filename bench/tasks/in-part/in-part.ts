import { bertBase, methodName, parts, type Cell, type Memory } from '../../sides/cell.ts';
import { interleaved, type Budget } from '../../sides/interleaved.ts';
import { row, type Row } from '../../sides/row.ts';
import type { Settings } from '../../settings.ts';
import type { Sides } from '../../sides/sides.ts';
import { summarise } from '../../sides/statistics.ts';

const budget: Budget = { warmUp: 2, turns: [5, 15], seconds: 60 };
const quickBudget: Budget = { warmUp: 1, turns: [1, 3], seconds: 10 };

/** A step of BERT-base of which a part trains, against the same step where all does: both ours, by turns, processes of their own. */
export async function* inPartBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  const whole: readonly Cell[] = [
    { shape: bertBase, batch: 8, length: 128, method: 'natural', rounds: 1 },
    { shape: bertBase, batch: 8, length: 128, method: 'freelb', rounds: 3 },
  ];
  for (const cell of settings.quick ? whole.slice(0, 1) : whole)
    for (const part of settings.quick ? parts.slice(0, 1) : parts) {
      const name = `${methodName(cell)}, ${part}`;
      if (name.includes(settings.only)) yield await againstWhole(name, { ...cell, part }, cell, settings, sides);
    }
}

async function againstWhole(name: string, part: Cell, whole: Cell, settings: Settings, sides: Sides): Promise<Row> {
  const { precision, compile, quick } = settings;
  const cells = [part, whole];
  const workers = cells.map(() => sides.ours());
  try {
    await Promise.all(workers.map((worker, i) => worker.ask({ do: 'prepare', ...cells[i], precision, compile })));
    const [ours = [], peer = []] = await interleaved(workers, quick ? quickBudget : budget);
    const [own, others] = await Promise.all(workers.map((worker) => worker.ask<Memory>({ do: 'memory' })));
    const turns = ours.map((each, i) => ({ ours: each, peer: peer[i]! }));
    return row(name, summarise(turns), turns.length, { ours: own!, peer: others! });
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}
