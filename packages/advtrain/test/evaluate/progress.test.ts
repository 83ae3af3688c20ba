import { expect, test } from 'vitest';
import { Progress } from '../../src/commands/evaluate/measures/progress.ts';
import type { Part } from '../../src/commands/evaluate/measures/progress.ts';

const gradients = (title: string, units: number): Part => ({ title, kinds: [title, 'gradients'], units });

/** A progress at a clock that is set, and what it says. */
function clocked(models: number) {
  const lines: string[] = [];
  const clock = { seconds: 0 };
  const progress = new Progress({ note: (line) => lines.push(line), models, now: () => 1000 * clock.seconds });
  return { lines, clock, progress };
}

test('the time left in total is that of what is under way, what waits, and the models to come', () => {
  const { lines, clock, progress } = clocked(3);
  const parts = [gradients('pgd', 100), gradients('apgd', 300)];
  progress.model(parts);
  const first = progress.begin(parts[0]!);
  clock.seconds = 20;
  first.tell(10, 20, 1200);
  // 20 s left of this one, 120 s of the other, and 160 s for each of two models.
  expect(lines).toEqual([
    'pgd: 10 of 20 examples · 1,200 texts asked about · 20 s left, of all attacks and models about 7 min 40 s',
  ]);
  clock.seconds = 40;
  first.end();
  const second = progress.begin(parts[1]!);
  clock.seconds = 55;
  // Too few are done to go by, so by the pace of the first.
  second.tell(1, 20);
  expect(lines[1]).toBe('apgd: 1 of 20 examples · 1 min 45 s left, of all attacks and models about 7 min 05 s');
});

test('what is kept takes no time, the last part has none after it, and lines are 10 s apart over all parts', () => {
  const { lines, clock, progress } = clocked(1);
  const parts = [gradients('pgd', 100), gradients('apgd', 300)];
  progress.model(parts, [parts[1]!]);
  const only = progress.begin(parts[0]!);
  clock.seconds = 6;
  only.tell(5, 10);
  expect(lines).toEqual([]);
  only.end();
  const last = [gradients('signs', 200)];
  progress.last(last);
  const signs = progress.begin(last[0]!);
  clock.seconds = 11;
  signs.tell(1, 10);
  expect(lines).toEqual(['signs: 1 of 10 examples · 7 s left']);
});
