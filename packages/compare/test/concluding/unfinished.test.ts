import { describe, expect, test } from 'vitest';
import { conclusions, searchSentences } from '../../src/index.ts';
import { example, exampleRun } from '../example.ts';

/** FreeLB and its control, of which FreeLB has done some of the seeds that were asked for. */
const begun = (asked: number, done: number, control = asked) => {
  const runs = Array.from({ length: asked }, (_, i) => i + 1).flatMap((seed) => [
    ...(seed <= control ? [exampleRun('natural-matched', seed)] : []),
    ...(seed <= done ? [exampleRun('freelb', seed)] : []),
  ]);
  return example(
    Array.from({ length: asked }, (_, i) => i + 1),
    runs,
  );
};

describe('a comparison that is not finished', () => {
  test('says first how many of its runs are done, and of which methods not all', () => {
    expect(conclusions(begun(2, 1))[0]).toBe(
      'Not finished: 3 of 4 runs done (FreeLB 1 of 2). All that is said here is of these alone.',
    );
    expect(conclusions(begun(2, 2)).join()).not.toContain('Not finished');
    const { runs, ...rest } = example([1, 2]);
    expect(
      conclusions({ ...rest, runs: runs.filter(({ method, seed }) => method === 'natural' || seed === 1) })[0],
    ).toBe(
      'Not finished: 7 of 12 runs done (natural, matched 1 of 2, PGD 1 of 2, FreeAT 1 of 2, 2 more not all of theirs). ' +
        'All that is said here is of these alone.',
    );
  });

  test('counts what failed as done, and does not wait for what a race has stopped', () => {
    const { runs, ...rest } = begun(8, 5);
    const stopped = [{ method: 'freelb', seeds: 5, saved: 1701 }];
    expect(conclusions({ ...rest, runs, stopped }).join()).not.toContain('Not finished');
    const failed = exampleRun('freelb', 2, { status: 'diverged', accuracy: {}, robust: [], predicted: [] });
    const one = begun(2, 1);
    expect(conclusions({ ...one, runs: [...one.runs, failed] }).join()).not.toContain('Not finished');
  });

  test('has the caution of one seed where methods have one in common, without a remedy that was taken', () => {
    expect(conclusions(begun(2, 1)).join('\n')).toMatch(
      /^One seed proves nothing: .* so take this as a trial run and repeat with --seeds 6\. Sampling error alone hides/m,
    );
    expect(conclusions(begun(8, 1)).join('\n')).toMatch(
      /^One seed proves nothing: .* so take this as a trial run until more are done\. Sampling error alone hides/m,
    );
    expect(conclusions(begun(8, 0, 1)).join()).not.toContain('One seed');
  });

  test('says of how many seeds a difference is where others have more', () => {
    const { runs, ...rest } = begun(3, 2);
    const own = (more: number) => [1, 2, 3].slice(0, more).map((seed) => exampleRun('pgd', seed));
    const told = (more: number, title: string) => {
      const { methods } = example([1]);
      const some = { ...rest, methods, runs: [...runs, ...own(more)] };
      return conclusions(some).find((sentence) => sentence.startsWith(`${title} against`));
    };
    expect(told(3, 'FreeLB')).toMatch(/accuracy \+\d\.\d \(2 seeds: .\d\.\d to .\d\.\d\), out of domain/);
    expect(told(3, 'PGD')).toMatch(/accuracy \+\d\.\d \([+−]\d\.\d to .\d\.\d\), out of domain/);
    expect(told(1, 'PGD')).toMatch(/accuracy \d\d\.\d \(1 seed: [+−]\d\.\d\), out of domain/);
  });

  test('says with how many seeds the configurations of a search have run', () => {
    const comparison = example([1, 2, 3]);
    const points = comparison.methods.filter(({ name }) => ['pgd', 'yopo'].includes(name));
    const [set] = comparison.task.sets;
    const sentence = (runs: readonly (readonly [string, number])[], seeds = [1, 2, 3]) =>
      searchSentences({
        ...comparison,
        settings: { ...comparison.settings, seeds },
        task: { ...comparison.task, sets: [set!, { ...set!, id: 'selection', chooses: true }] },
        searches: [{ method: 'm', title: 'M', points, chosen: 'pgd', units: 9 }],
        runs: runs.map(([method, seed]) => exampleRun(method, seed)),
      })[0];
    const whole = [1, 2, 3].flatMap((seed) => ['pgd', 'yopo'].map((name) => [name, seed] as const));
    expect(sentence(whole)).toContain('2 configurations of M, each with 3 seeds, by');
    expect(sentence(whole.slice(0, -1))).toContain('2 configurations of M, each with 2 to 3 seeds, by');
    expect(sentence(whole.slice(0, 2))).toContain('2 configurations of M, each with 1 seed, by');
    expect(sentence(whole.slice(0, 2), [1])).toContain('2 configurations of M, by');
  });
});
