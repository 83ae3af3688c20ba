import { chartFile, chart, lookAt, type Point } from '@advtrain/compare';
import { counts, rates, roomOf, shown } from './page.ts';
import { subjects, type ModelName } from './plans.ts';
import { efficiency, type Scaling } from './scaled.ts';

const models = Object.keys(subjects) as readonly ModelName[];
const percent = (share: number) => String(Math.round(100 * share));
const doublings = { title: 'processes', format: (power: number) => (2 ** power).toLocaleString('en') };

/** Pictures of what the model predicts, as files by their names. */
export function pictures(scaling: Scaling): Readonly<Record<string, string>> {
  return {
    'scaling-processes.svg': chartFile(overProcesses(scaling)),
    'scaling-examples.svg': chartFile(overExamples(scaling)),
  };
}

/** What is kept over the number of processes, a line for each model, over 10 Gb/s. */
function overProcesses(scaling: Scaling): string {
  const series = models.map((model, place) => {
    const points = [1, ...counts].map((n): Point => [
      Math.log2(n),
      efficiency(scaling, model, shown[model], roomOf(n, 10)),
    ]);
    return { name: model, look: lookAt(place), lines: [points], dots: points, label: points.at(-1) };
  });
  const y = { title: 'kept over 10 Gb/s, %', format: percent, from: 0 };
  return chart({ label: 'Share of n times one process that n processes keep', x: doublings, y, series });
}

/** What 8 processes of MiniLM-L6 keep over the examples of each, a line for each rate. */
function overExamples(scaling: Scaling): string {
  const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256];
  const series = rates.map((rate, place) => {
    const points = sizes.map((each): Point => [
      Math.log2(each),
      efficiency(scaling, 'MiniLM-L6', each, roomOf(8, rate)),
    ]);
    return { name: `${rate} Gb/s`, look: lookAt(place), lines: [points], dots: points, label: points.at(-1) };
  });
  const x = { ...doublings, title: 'examples of each of 8 processes' };
  const y = { title: 'kept by MiniLM-L6, %', format: percent, from: 0 };
  return chart({ label: 'Share that 8 processes keep, by their examples', x, y, series });
}
