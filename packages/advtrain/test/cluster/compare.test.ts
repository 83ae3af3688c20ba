import { existsSync, readFileSync } from 'node:fs';
import type { Comparison } from '@advtrain/compare';
import { onBackends } from '@advtrain/testing';
import { afterAll, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';
import { comparedFilms } from '../commands/sharing/compared-films.ts';

const films = comparedFilms('processes', 2);
const native = ['--backend', 'native'];
// Of seven texts two processes have four and three.
const attacked = ['--attack', 'characters', '--attack-examples', '7', '--attack-queries', '3'];

afterAll(() => films.remove());

onBackends(['native'], () => {
  test('a comparison in two processes has the results of one: the same answers, and losses to rounding', async () => {
    for (const [out, more] of [
      ['one', []],
      ['two', ['--processes', '2', '--shard-optimizer']],
    ] as const) {
      const { code, err } = await advtrain(films.comparing(out, ...native, ...attacked, ...more));
      expect(code, err).toBe(0);
    }
    const [one, two] = ['one', 'two'].map(
      (out) => JSON.parse(readFileSync(films.at(out, 'results.json'), 'utf8')) as Comparison,
    );
    expect(two!.runs).toHaveLength(6);
    for (const [i, run] of one!.runs.entries()) {
      const { accuracy, robust, lostAt, units, steps, curve, words } = two!.runs[i]!;
      const { temperature, ...counted } = words![0]!;
      expect(counted.queries).toBeGreaterThan(0);
      expect({ accuracy, robust, lostAt, units, steps, words: [counted] }).toMatchObject({
        words: run.words!.map(({ temperature: own, ...rest }) => {
          expect(temperature).toBeCloseTo(own, 3);
          return rest;
        }),
        accuracy: run.accuracy,
        robust: run.robust,
        lostAt: run.lostAt,
        units: run.units,
        steps: run.steps,
      });
      expect(curve.map(({ loss }) => loss)).toEqual(run.curve.map(({ loss }) => expect.closeTo(loss, 5) as number));
    }
    expect(existsSync(films.at('two', 'report.html'))).toBe(true);
    // What is finished is finished for one process as well.
    const again = await advtrain(films.comparing('two', ...native, ...attacked));
    expect(again.err).not.toContain('step 1/');
    expect(again.code).toBe(0);
  });

  test.each([
    [['--budget', 'seconds=5', '--processes', '2'], 'A budget of seconds is measured by the clock of one process'],
    [['--on', 'local:2', '--processes', '2'], '--on shares out whole runs'],
  ])('%j is refused in one sentence', async (more, sentence) => {
    const { code, err } = await advtrain(films.comparing('refused', ...native, ...more));
    expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
    expect(code).toBe(2);
  });
});
