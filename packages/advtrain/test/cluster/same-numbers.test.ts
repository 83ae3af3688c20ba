import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from '@advtrain/distributed';
import { onBackends } from '@advtrain/testing';
import type { Trained } from '@advtrain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { methods } from '../../src/methods.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-cluster-'));
const member = fileURLToPath(new URL('member.ts', import.meta.url));

type Found = Readonly<
  Record<string, { readonly losses: Trained['losses']; readonly params: Record<string, number[]> }>
>;

/** What each of so many processes ends with that train together. */
async function together(processes: number, task: object): Promise<readonly Found[]> {
  const args = ['--conditions=@advtrain/source', '--import', 'tsx', member, folder, JSON.stringify(task)];
  const said: string[] = [];
  const status = await launch({ processes, command: process.execPath, args, onLine: (line) => said.push(line) });
  expect([status, said]).toEqual([0, []]);
  return Array.from({ length: processes }, (_, rank) => found(processes, rank));
}

const found = (size: number, rank: number): Found =>
  JSON.parse(readFileSync(join(folder, `${size}-${rank}.json`), 'utf8')) as Found;

/** ‖a − b‖ / ‖a‖ over all parameters. */
function apart(a: Found[string], b: Found[string]): number {
  let gap = 0;
  let size = 0;
  for (const [name, values] of Object.entries(a.params)) {
    for (const [i, value] of values.entries()) {
      gap += (value - b.params[name]![i]!) ** 2;
      size += value ** 2;
    }
  }
  return Math.sqrt(gap / size);
}

/** The most by which a loss is off, as a share of the largest of its step: some rounds' are next to nothing. */
function lossesApart(a: Found[string], b: Found[string]): number {
  expect(b.losses.map(({ length }) => length)).toEqual(a.losses.map(({ length }) => length));
  const off = a.losses.map((step, i) => {
    const gaps = step.map((loss, round) => Math.abs(loss - b.losses[i]![round]!));
    return Math.max(...gaps) / Math.max(...step.map(Math.abs));
  });
  return Math.max(...off);
}

function expectAlike(one: Found, other: Found): void {
  expect(Object.keys(other)).toEqual(Object.keys(one));
  for (const [name, run] of Object.entries(one)) {
    const gap = apart(run, other[name]!);
    expect([name, gap < 1e-6, gap]).toEqual([name, true, gap]);
    const off = lossesApart(run, other[name]!);
    // The ascent of a method such as TRADES carries the rounding of gradients on into its losses.
    expect([name, off < 5e-6, off]).toEqual([name, true, off]);
  }
}

afterAll(() => {
  rmSync(folder, { recursive: true });
});

onBackends(['native'], () => {
  describe('every method', () => {
    let one: Found;

    beforeAll(async () => {
      [one] = (await together(1, {})) as [Found];
      expect(new Set(Object.keys(one).map((name) => name.split(' on ')[0])).size).toBe(methods.length + 1);
    });

    // The last of the four batches is short: in two processes one has nothing of it, in three they have unlike shares of all.
    test.each([2, 3])(
      'has in %i processes the losses and parameters of one, the same bits in each',
      async (processes) => {
        const all = await together(processes, {});
        expectAlike(one, all[0]!);
        for (const other of all.slice(1)) expect(other).toEqual(all[0]);
      },
    );
  });

  describe('methods that keep something from step to step, or look at the whole gradient', () => {
    const kept = ['natural', 'freeat', 'freelb', 'smart', 'tavat', 'awp', 'sam', 'flooding'];

    test('do so in recorded steps, and the same bits come of it again', async () => {
      const task = { methods: kept, compile: 'function' };
      const [one] = await together(1, task);
      const [two] = await together(2, task);
      expectAlike(one!, two!);
      expect((await together(2, task))[0]).toEqual(two);
    });

    test('have nearly the same where gradients are rounded to bfloat16 on their way, and the same bits in each process', async () => {
      const rounded = { methods: ['natural', 'freelb', 'awp'], kinds: ['text'], wire: 'bf16' };
      const [one] = await together(1, rounded);
      const [two, other] = await together(2, { ...rounded, compile: 'function' });
      expect(other).toEqual(two);
      for (const [name, run] of Object.entries(one!)) {
        const gap = apart(run, two![name]!);
        expect([name, gap > 1e-5 && gap < 5e-3, gap]).toEqual([name, true, gap]);
        // A loss is sent as it is: the first is of parameters that no gradient has moved.
        expect(two![name]!.losses[0]![0]).toBeCloseTo(run.losses[0]![0]!, 5);
      }
    });

    test('do so over several batches a step, with a global norm that clips, Adam and a moving average', async () => {
      const task = { methods: kept, kinds: ['text', 'tokens'], accumulate: 2 };
      const [one] = await together(1, task);
      const [two] = await together(2, task);
      expectAlike(one!, two!);
      const names = Object.values(one!).flatMap(({ params }) => Object.keys(params));
      expect(names.filter((name) => name.startsWith('average.'))).toHaveLength(names.length / 2);
      // Who keeps the moments of a parameter changes no bit.
      expect(await together(2, { ...task, shards: true })).toEqual([two, two]);
    });
  });
});
