import type { Cell, Memory } from '../cell.ts';
import { interleaved, type Budget } from '../interleaved.ts';
import { row, type Row } from '../row.ts';
import type { Settings } from '../../settings.ts';
import type { Sides } from '../sides.ts';
import { summarise } from '../statistics.ts';

const budget: Budget = { warmUp: 2, turns: [5, 15], seconds: 60 };
const quickBudget: Budget = { warmUp: 1, turns: [1, 3], seconds: 10 };

/** A step against another step, both ours, by turns, processes of their own. */
export async function againstOwn(name: string, one: Cell, other: Cell, settings: Settings, sides: Sides): Promise<Row> {
  const { precision, compile, quick } = settings;
  const cells = [one, other];
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
