import { join } from 'node:path';
import { writeFileAtomically } from '@advtrain/core';
import type { ScalingSettings } from '../task-settings.ts';
import { writePage } from '../tasks/page-file.ts';
import { measured, type Measured } from './measure.ts';
import { page } from './page.ts';
import { pictures } from './pictures.ts';
import { plans, quickPlans } from './plans.ts';
import { scaledBy } from './scaled.ts';

/** Times steps of processes over links of many kinds, and says what follows for others. */
export async function scalingBench({ out, images, quick, json }: ScalingSettings): Promise<void> {
  const kept = out?.replace(/(\.md)?$/, '.jsonl');
  const told = (cell: Measured) => console.log(json ? JSON.stringify(cell) : said(cell));
  const all = await measured(quick ? quickPlans : plans, kept, told);
  if (out === undefined) return;
  const scaling = scaledBy(all);
  await writePage(out, page(all, scaling));
  for (const [name, svg] of Object.entries(pictures(scaling))) await writeFileAtomically(join(images, name), [svg]);
}

function said({ model, processes, each, rounds, moments, link, seconds, quartiles }: Measured): string {
  const { gigabits, milliseconds } = link ?? {};
  const kept = moments === undefined ? '' : `, ${moments} of the moments in each`;
  const way = [
    ...(gigabits ? [`${gigabits} Gb/s`] : []),
    ...(milliseconds === undefined ? [] : [`${milliseconds} ms`]),
  ];
  const how = link === undefined ? 'each alone' : way.join(', ');
  const what = each === 0 ? 'the sum of one number' : `${each} examples each`;
  const method = rounds === undefined ? '' : `, FreeLB-${rounds}`;
  return `${model}${method}${kept}, ${processes} processes, ${what}, ${how}: ${seconds} s (${quartiles.join('–')})`;
}
