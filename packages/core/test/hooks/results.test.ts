import { fourBatches, onBackends, tensorsOf, tinyText, trained, values } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { checkpoint, sgd, Trainer, wrapped, type Loss, type Plugin, type Step } from '../../src/index.ts';
import { PluginDriver } from '../../src/hooks/driver.ts';

const zeros = ({ x }: Step): tf.Tensor => tf.zerosLike(x);
const byExample: Loss = (logits) => tf.mean<tf.Scalar>(logits, 1);
const noScalar = 'but must return a scalar, as tf.mean gives it.';

/** Hooks that TypeScript would refuse, and what is said of each. */
const wrong: readonly (readonly [hook: string, returned: string, hooks: object, sentence: string])[] = [
  ['loss', 'a loss by example', { loss: () => byExample }, `it returns a tensor [4], ${noScalar}`],
  ['penalty', 'nothing', { penalty: () => undefined }, `it returns undefined, ${noScalar}`],
  ['penalty', 'a vector', { penalty: () => tf.zeros([4]) }, `it returns a tensor [4], ${noScalar}`],
  [
    'beforeStep',
    'a promise',
    { beforeStep: () => Promise.resolve() },
    'it returns a promise, but must return at once, for a step cannot wait.',
  ],
  [
    'accumulate',
    'a promise',
    { accumulate: (gradient: unknown) => Promise.resolve(gradient) },
    'it returns a promise, but must return at once, for a step cannot wait.',
  ],
  [
    'accumulate',
    'nothing',
    { accumulate: () => undefined },
    "it returns undefined, but must return ∂/∂θ by the parameters' names, as it gets it.",
  ],
  [
    'accumulate',
    'no gradient',
    { accumulate: () => ({}) },
    'it returns an object, but must return the gradient of a parameter at least, or nothing is trained.',
  ],
  [
    'accumulate',
    'a name of no parameter',
    { accumulate: () => ({ 'classifier.bais': tf.zeros([3]) }) },
    `it returns an object, but must return ∂/∂θ by the parameters' names, of which "classifier.bais" is none; the nearest is classifier.bias.`,
  ],
  [
    'accumulate',
    'another shape',
    { accumulate: () => ({ 'classifier.bias': tf.zeros([7]) }) },
    'it returns an object, but must return a tensor [3] as "classifier.bias", which is a tensor [7].',
  ],
  [
    'perturb',
    'nothing',
    { perturb: () => undefined },
    'it returns undefined, but must return a generator of rounds: write *perturb(step) { yield { delta }; }.',
  ],
  [
    'perturb',
    'no round',
    { perturb: () => [] },
    'it yields no round, but must yield at least one: { delta: tf.zerosLike(step.x) }.',
  ],
  [
    'perturb',
    'undefined as a round',
    { perturb: () => [undefined] },
    'it yields undefined, but must yield a round: { delta, objective, weight, params }.',
  ],
  ['perturb', 'a round without δ', { perturb: () => [{}] }, 'A round needs delta, which must be a tensor.'],
  [
    'perturb',
    'a misspelt weight',
    { perturb: (step: Step) => [{ delta: zeros(step), wieght: 0.5 }] },
    'A round has no option "wieght"; it has delta, objective, weight and params; the nearest is weight.',
  ],
  [
    'perturb',
    'a weight that is no number',
    { perturb: (step: Step) => [{ delta: zeros(step), weight: NaN }] },
    'weight is NaN, but must be a finite number.',
  ],
  [
    'perturb',
    'a δ of another shape than x',
    { perturb: () => [{ delta: tf.zeros([2]) }] },
    'delta is a tensor [2], but must be in the shape of step.x, [4,5,4], where a round has no objective.',
  ],
  [
    'perturb',
    'an objective by example',
    { perturb: (step: Step) => [{ delta: zeros(step), objective: () => tf.mean(step.logits(), 1) }] },
    'the objective of a round is a tensor [4], but must be a scalar, as tf.mean gives it.',
  ],
  ['batches', 'nothing', { batches: () => undefined }, 'it returns undefined, but must return an iterable of batches.'],
];

onBackends(['native', 'wasm'], () => {
  const run = (plugin: Plugin): unknown => trained({ kind: 'text', plugins: () => [plugin] });

  describe.each(wrong)('%s that gives %s is refused in a sentence with the hook', (hook, _, hooks, sentence) => {
    const faulty: Plugin = { name: 'faulty', ...hooks };
    const expected = new Error(`Plugin "faulty" failed in ${hook}: ${sentence}`);

    test('and the plugin', () => expect(() => run(faulty)).toThrow(expected));

    test('and the plugin that is wrapped, and leaks no tensor', () => {
      const around = (): unknown => run(wrapped(faulty, { name: 'outer', penalty: () => tf.scalar(0) }));
      expect(around).toThrow(expected);
      const before = tf.memory().numTensors;
      expect(around).toThrow(expected);
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  test('a gradient that leaves parameters out leaves those where they are', () => {
    const name = 'classifier.bias';
    const plugin: Plugin = { name: 'biased', accumulate: (gradient) => ({ [name]: gradient[name]! }) };
    const model = tinyText();
    const before = values(model.params);
    const { params } = trained({ kind: 'text', plugins: () => [plugin] });
    expect(params[name]).not.toEqual(before[name]);
    expect({ ...params, [name]: before[name] }).toEqual(before);
    model.dispose();
  });
});

onBackends(['cpu'], () => {
  /** A Trainer of a tiny text model and its batches, freed after use. */
  function withTrainer(options: { plugins?: readonly Plugin[]; loss?: Loss }, use: (trainer: Trainer) => void): void {
    const model = tinyText();
    const optimizer = sgd({ learningRate: 0.1 });
    const trainer = new Trainer({ model, optimizer, seed: 7, ...options });
    use(trainer);
    for (const each of [trainer, optimizer, model]) each.dispose();
  }

  test("the Trainer's own loss must be a scalar too", () => {
    const batches = fourBatches('text');
    withTrainer({ loss: byExample }, (trainer) => {
      expect(() => trainer.step(batches[0]!)).toThrow(new Error(`loss returns a tensor [4], ${noScalar}`));
    });
    tf.dispose(batches.flatMap(tensorsOf));
  });

  test('a loss that is no function is refused when the Trainer is made', () => {
    const plugin: Plugin = { name: 'lossless', loss: () => undefined as never };
    expect(() => new PluginDriver([plugin]).chain('loss', byExample)).toThrow(
      'Plugin "lossless" failed in loss: it returns undefined, but must return a function of logits and labels.',
    );
  });

  test('a state that is no tensors is refused when a checkpoint is made', () => {
    const plugin: Plugin = { name: 'kept', state: { save: () => undefined as never, load: () => undefined } };
    withTrainer({ plugins: [plugin] }, (trainer) => {
      expect(() => checkpoint(trainer)).toThrow(
        'Plugin "kept" failed in state.save: it returns undefined, but must return an object of tensors by their names.',
      );
    });
  });
});
