import type { Execution, Pass } from '@advtrain/core';
import { dropout, fold, key, native, raw, stepKey } from '@advtrain/engine';
import { fourBatches, onBackends, tensorsOf } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { StepRunner } from '../../src/recording/step-runner.ts';
import { Trial } from '../../src/recording/trial.ts';
import type { Given } from '../../src/recording/work.ts';

/** A clock by which each of the first four steps, which are not compiled, takes 10 ms, and each after those `compiled`. */
function clock(compiled: number): () => number {
  let looks = 0;
  let now = 0;
  return () => (now += ++looks <= 8 ? 10 : compiled);
}

/** Runs twelve steps on one batch, and gives what came out, how, and what is left. */
function run(compute: (given: Given) => tf.Tensor, compile: 'auto' | 'xla' | 'off', now?: () => number) {
  const batches = fourBatches('image');
  let passes = 0;
  const onPass = (): void => void passes++;
  const model = { params: {} } as never;
  const runner = new StepRunner({ model, compile, precision: 'fp32', onPass, ...(now && { now }) });
  const executions: Execution[] = [];
  const losses = Array.from({ length: 12 }, (_, index) => {
    const work = {
      name: 'work',
      batch: batches[0]!,
      index,
      key: stepKey(key(1), index),
      compute: (given: Given) => {
        given.onPass({} as Pass);
        return tf.tidy(() => tf.reshape<tf.Rank.R1>(tf.mean(compute(given)), [1]));
      },
    };
    const losses = runner.run(work);
    executions.push(runner.execution);
    const [loss] = losses.dataSync();
    losses.dispose();
    return loss!;
  });
  runner.dispose();
  tf.dispose(batches.flatMap(tensorsOf));
  return { losses, passes, hows: executions.map(({ how }) => how), last: executions.at(-1)! };
}

const dropped = ({ batch, key: root }: Given): tf.Tensor => dropout(batch.inputs.values, 0.3, fold(root, 'dropout'));

function expectSame(found: readonly number[], expected: readonly number[]): void {
  found.forEach((loss, i) => expect(Math.abs(loss - expected[i]!)).toBeLessThan(1e-6));
}

afterEach(() => {
  vi.restoreAllMocks();
});

onBackends(['native'], () => {
  describe('auto, where it measures,', () => {
    test.each([
      ['keeps what XLA made faster', 4, 'xla'],
      ['drops what XLA made slower', 11, 'function'],
    ] as const)('%s, and computes the same throughout', (_, xlaMs, kept) => {
      const expected = run(dropped, 'off').losses;
      run(dropped, 'auto', clock(xlaMs));
      const tensors = tf.memory().numTensors;
      const { losses, passes, hows, last } = run(dropped, 'auto', clock(xlaMs));
      expect(tf.memory().numTensors).toBe(tensors);
      expect(hows).toEqual([
        ...Array<string>(4).fill('function'),
        ...Array<string>(3).fill('xla'),
        ...Array<string>(5).fill(kept),
      ]);
      const batch = 'float32[4,5,5,1],int32[4]';
      expect(last.recordings).toBe(1);
      expect(last.measured).toEqual([{ batch, functionMs: 10, xlaMs, compileSeconds: 0, kept }]);
      expect(passes).toBe(12);
      expectSame(losses, expected);
    });

    test('compiles no other shape before that has taken as long as the first took to compile', () => {
      const trial = new Trial(clock(1));
      const next = Array.from({ length: 12 }, () => {
        const way = trial.next(85);
        trial.run(
          way,
          () => undefined,
          () => undefined,
        );
        return way;
      });
      expect(next).toEqual([...Array<string>(9).fill('function'), ...Array<string>(3).fill('xla')]);
    });
  });

  test('on a CPU auto measures nothing', () => {
    const { hows, last } = run(dropped, 'auto');
    expect(new Set(hows)).toEqual(new Set(['function']));
    expect(last).toEqual({ how: 'function', recordings: 1 });
  });

  describe('what XLA cannot compile runs as a function, to the same numbers, and says so once:', () => {
    const foreign = (given: Given): tf.Tensor => {
      const backend = native()!;
      const exact = { name: 'exact', type: backend.binding['TF_ATTR_BOOL'] as number, value: true };
      return raw(backend, 'AdvtrainGelu', [dropped(given)], [exact]);
    };
    test.each([
      ['auto', clock(1)],
      ['xla', undefined],
    ] as const)('%s', (compile, now) => {
      const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      const { losses, passes, last } = run(foreign, compile, now);
      expect(last).toEqual({
        how: 'function',
        recordings: 1,
        reason: expect.stringMatching(/^XLA cannot compile a step: .*AdvtrainGelu/) as string,
      });
      expect(warned).toHaveBeenCalledTimes(1);
      expect(passes).toBe(12);
      expectSame(losses, run(foreign, 'off').losses);
    });
  });
});
