import { points, withInterval } from '@advtrain/compare';
import type { SheetCell, SheetColumn } from '@advtrain/compare';
import { wilsonInterval } from '@advtrain/statistics';

/** A column of shares with their intervals. */
export function intervalColumn(title: string): SheetColumn {
  return { title, unit: 'share', parts: ['measured', 'lower end of 95 %', 'upper end of 95 %'] };
}

/** A share of so many examples as points, its 95 % interval by Wilson below. */
export function intervalCell(share: number, examples: number): SheetCell {
  if (!Number.isFinite(share)) return { text: points(share) };
  const { low, high } = wilsonInterval({ right: Math.round(share * examples), examples });
  return { text: withInterval(share, examples).replace(' (', '\n('), numbers: [share, low, high] };
}
