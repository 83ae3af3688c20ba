import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { fitted, stepSeconds, type Constants, type Work } from '../../../../bench/scaling/cost.ts';
import { group } from '../../../../bench/scaling/group.ts';
import type { Steps } from '../../../../bench/scaling/member.ts';
import { measurementsIn } from '../../../../bench/scaling/measure.ts';
import { network } from '../../../../bench/scaling/network.ts';
import { page, roomOf, shown } from '../../../../bench/scaling/page.ts';
import { pictures } from '../../../../bench/scaling/pictures.ts';
import { subjects, type ModelName } from '../../../../bench/scaling/plans.ts';
import { efficiency, leastEach, scaledBy } from '../../../../bench/scaling/scaled.ts';
import { handwritten } from '../../../../bench/tasks/page-file.ts';
import { onBackends } from '../../src/index.ts';
import { root } from '../root.ts';

const text = (path: string): string => readFileSync(join(root, path), 'utf8');

const constants: Constants = {
  perByte: 2e-9,
  perRelayedByte: 1e-9,
  perMessage: 2e-4,
  perHop: 3e-4,
  stall: 5e-10,
  sharing: 1.7,
  overlap: 0.4,
};
const work: Work = { seconds: 0.5, bytes: 1e8, early: 0.6 };

describe('the cost of a step', () => {
  test('is the arithmetic alone in one process, times how many share its processor', () => {
    expect(stepSeconds(work, { processes: 1, gigabits: 1 }, constants)).toBe(0.5);
    expect(stepSeconds(work, { processes: 1, gigabits: 1, perCore: 2 }, constants)).toBe(1);
  });

  test('is arithmetic, bytes over the link and messages, where nothing is at once', () => {
    const plain = { ...constants, stall: 0, sharing: 1, overlap: 0 };
    // A ring of 4 sends 1.5 times the gradients, in 6 messages of each of 24 buckets.
    const expected = 0.5 + 1.5e8 * 2e-9 + 6 * 24 * 2e-4 + (1.5e8 * 8) / 1e9 + 6 * (3e-4 + 1e-3);
    const found = stepSeconds(work, { processes: 4, gigabits: 1, milliseconds: 1 }, plain);
    expect(found).toBeCloseTo(expected, 10);
  });

  test('grows with processes, latency and relays, and falls with the rate', () => {
    const base = { processes: 4, gigabits: 10 };
    const of = (more: object) => stepSeconds(work, { ...base, ...more }, constants);
    for (const dearer of [{ processes: 8 }, { milliseconds: 1 }, { isRelayed: true }, { perCore: 2 }, { gigabits: 1 }])
      expect([dearer, of(dearer) > of({})]).toEqual([dearer, true]);
  });

  test('has its constants back from steps that were made with them', () => {
    const observed = [1, 10, 100].flatMap((gigabits) =>
      [0.1, 0.3, 1].flatMap((seconds) =>
        [0.3, 0.8].map((early) => {
          const machines = { processes: 2, gigabits };
          const made = { seconds, bytes: 1e8, early };
          return { work: made, machines, seconds: stepSeconds(made, machines, constants) };
        }),
      ),
    );
    const { stall, sharing, overlap } = fitted(observed, constants);
    expect(stall / constants.stall).toBeCloseTo(1, 1);
    expect(sharing).toBeCloseTo(constants.sharing, 1);
    expect(overlap).toBeCloseTo(constants.overlap, 1);
  });
});

describe('what was measured', () => {
  const all = measurementsIn(text('bench/scaling.jsonl'));
  const scaling = scaledBy(all);

  test('is what the page and its pictures say', async () => {
    const [made] = text('bench/scaling.md').split(handwritten);
    expect(made!.trim()).toBe((await format(page(all, scaling), { parser: 'markdown' })).trim());
    for (const [name, svg] of Object.entries(pictures(scaling))) expect(text(`docs/images/${name}`)).toBe(svg);
  });

  test('is what docs/scaling.md quotes', () => {
    const docs = text('docs/scaling.md').replace(/\s+/g, ' ');
    const over10 = (model: ModelName, processes: number) => leastEach(scaling, model, roomOf(processes, 10), 0.9);
    const least = (model: ModelName) => [2, 8, 64].map((processes) => over10(model, processes));
    const [two, eight, many] = least('MiniLM-L6');
    expect(docs).toContain(
      `from ${two} (n = 2), ${eight} (8) and ${many} (64) examples each of MiniLM-L6, ` +
        `and from ${least('BERT-base')
          .join(', ')
          .replace(/, (\d+)$/, ' and $1')} of BERT-base`,
    );
    expect(docs).toContain(`at once they do ${(100 * scaling.constants.overlap).toFixed(0)} %`);
    const kept = (Object.keys(shown) as ModelName[]).map((model) =>
      efficiency(scaling, model, shown[model], roomOf(2, 10)),
    );
    const lowest = Math.min(...kept);
    const highest = Math.max(...kept);
    expect(docs).toContain(`${(100 * lowest).toFixed(0)} to ${(100 * highest).toFixed(0)} % is kept`);
    const minutes = Number(/about (\d+) minutes a seed/.exec(text('bench/comparison.md'))?.[1]) / 10;
    expect(docs).toContain(
      `take about ${10 * minutes} minutes on the two cores of [its page](../bench/comparison.md), a run ${minutes}.`,
    );
    const hours = (1000 * minutes) / 60;
    expect(docs).toContain(`take ${hours.toFixed(0)} machine-hours`);
    expect(docs).toContain(`| ${(hours / highest).toFixed(0)} to ${(hours / lowest).toFixed(0)} |`);
  });

  test('is met by the model to 15 %, where its constants were not fitted to it', () => {
    const held = scaling.checked.filter(({ isHeldOut }) => isHeldOut);
    expect(held.length).toBeGreaterThanOrEqual(20);
    for (const { cell, error } of held) expect([cell, Math.abs(error) <= 0.15]).toEqual([cell, true]);
  });
});

const why = await network(1).then(
  (made) => made.remove().then(() => undefined),
  (error: unknown) => (error as Error).message,
);
if (why !== undefined) process.stdout.write(`No test on shaped links: ${why}\n`);

onBackends(['native'], () => {
  test.skipIf(why !== undefined)(
    'two hosts train over a link that is as slow and as long as it is said to be',
    async () => {
      const shape = { ...subjects['MiniLM-L6'].shape, num_hidden_layers: 1 };
      const far = await group(2, { shape, length: 8 }, true, ['--conditions=@advtrain/source', '--import', 'tsx']);
      const median = async (gigabits: number, milliseconds: number) => {
        const asked = { each: 1, warmUp: 2, turns: 3, isAlone: false };
        const [{ seconds }] = (await far.steps(asked, { gigabits, milliseconds })) as readonly [Steps, ...Steps[]];
        return [...seconds].sort((a, b) => a - b)[1]!;
      };
      try {
        const quick = await median(10, 0);
        // 55 MB of gradients: 2.2 s at 0.2 Gb/s, less what hides behind processors.
        expect((await median(0.2, 0)) - quick).toBeGreaterThan(1);
        // Two messages, one after the other.
        expect((await median(10, 500)) - quick).toBeGreaterThan(0.7);
      } finally {
        await far.close();
      }
    },
  );
});
