import { againstOwn } from './against-own.ts';
import { bertBase, methodName, parts, type Cell } from '../cell.ts';
import type { Row } from '../row.ts';
import type { Settings } from '../../settings.ts';
import type { Sides } from '../sides.ts';

/** A step of BERT-base of which a part trains, against the same step where all does. */
export async function* inPartBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  const whole: readonly Cell[] = [
    { shape: bertBase, batch: 8, length: 128, method: 'natural', rounds: 1 },
    { shape: bertBase, batch: 8, length: 128, method: 'freelb', rounds: 3 },
  ];
  for (const cell of settings.quick ? whole.slice(0, 1) : whole)
    for (const part of settings.quick ? parts.slice(0, 1) : parts) {
      const name = `${methodName(cell)}, ${part}`;
      if (name.includes(settings.only)) yield await againstOwn(name, { ...cell, part }, cell, settings, sides);
    }
}
