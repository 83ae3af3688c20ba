import type { AttackRequest } from '../ours/attacker.ts';
import { interleaved, type Budget } from './interleaved.ts';
import { row, type Row } from './row.ts';
import type { Settings } from '../settings.ts';
import type { Sides } from './sides.ts';
import { summarise } from './statistics.ts';

const budget: Budget = { warmUp: 1, turns: [5, 9], seconds: 120 };
const quickBudget: Budget = { warmUp: 1, turns: [3, 3], seconds: 0 };

/** So small a ball breaks nothing, so that both sides take every move of every image. */
const radius = 1e-6;

/** Attacks on images of MNIST's shape, ours against the same loops in PyTorch. */
export async function* attacksBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  const size = settings.quick ? { images: 200, moves: 10 } : { images: 1000, moves: 50 };
  for (const attack of ['PGD', 'APGD'] as const) {
    const name = `MNIST ${attack}-${String(size.moves)} on ${String(size.images)}`;
    if (name.includes(settings.only))
      yield await measured(name, { attack, ...size, batch: 250, radius }, settings, sides);
  }
}

async function measured(name: string, request: AttackRequest, { quick }: Settings, sides: Sides): Promise<Row> {
  const workers = [sides.ours(), sides.peer()];
  try {
    for (const worker of workers) await worker.ask({ do: 'prepareAttack', ...request });
    const [ours = [], peer = []] = await interleaved(workers, quick ? quickBudget : budget);
    const turns = ours.map((each, turn) => ({ ours: each, peer: peer[turn]! }));
    return row(name, summarise(turns), turns.length);
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}
