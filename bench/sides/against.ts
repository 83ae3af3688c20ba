import type { Cell, Memory } from './cell.ts';
import { interleaved, type Budget } from './interleaved.ts';
import { row, type Row } from './row.ts';
import type { Settings } from '../settings.ts';
import type { Sides } from './sides.ts';
import { summarise } from './statistics.ts';
import type { Request, Worker } from '../workers/worker.ts';

/** A cell and its name in the result. */
export interface NamedCell {
  readonly name: string;
  readonly cell: Cell;
}

/**
 * Measures a cell, ours against PyTorch's. Each side has a fresh process, so that the peak memory is the cell's own. They
 * take turns; with `apart` one side does all of its own first, so that one model at a time is in memory.
 */
export async function against(
  { name, cell }: NamedCell,
  { precision, compile }: Settings,
  sides: Sides,
  budget: Budget,
  order: 'interleaved' | 'apart' = 'interleaved',
): Promise<Row> {
  const request = { do: 'prepare', ...cell, precision, compile };
  const ours = () => sides.ours();
  const peer = () => sides.peer();
  const groups = order === 'apart' ? [[ours], [peer]] : [[ours, peer]];
  const measured = [];
  for (const group of groups) measured.push(...(await together(group, request, budget)));
  const [left, right] = measured as [Measured, Measured];
  const turns = left.times.map((each, i) => ({ ours: each, peer: right.times[i]! }));
  return row(name, summarise(turns), turns.length, { ours: left.memory, peer: right.memory });
}

interface Measured {
  readonly times: readonly number[];
  readonly memory: Memory;
}

/** Measures workers that exist, and take turns, at the same time. */
async function together(
  start: readonly (() => Worker)[],
  request: Request,
  budget: Budget,
): Promise<readonly Measured[]> {
  const workers = start.map((each) => each());
  try {
    await Promise.all(workers.map((worker) => worker.ask(request)));
    const times = await interleaved(workers, budget);
    const memory = await Promise.all(workers.map((worker) => worker.ask<Memory>({ do: 'memory' })));
    return memory.map((each, i) => ({ times: times[i]!, memory: each }));
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}
