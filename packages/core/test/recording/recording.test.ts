import {
  checkpoint,
  clip,
  ema,
  natural,
  resume,
  sgd,
  Trainer,
  type Batch,
  type Model,
  type Plugin,
  type Step,
} from '@advtrain/core';
import { constant, key, stopGradient } from '@advtrain/engine';
import {
  fourBatches,
  gap,
  onBackends,
  stateful,
  tensorsOf,
  textBatch,
  tinyText,
  trained,
  values,
} from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';

/** Natural training whose loss is multiplied by what `factor` says at each step. */
function scaled(factor: (step: Step) => tf.Scalar): Plugin {
  return {
    ...natural(),
    *perturb(step) {
      yield { delta: tf.zerosLike(step.x), objective: (delta) => tf.mul(step.objective(delta), factor(step)) };
    },
  };
}

/** Trains on four batches, three times over. */
function run(plugins: (model: Model) => readonly Plugin[], compile: 'off' | 'auto') {
  const hows: string[] = [];
  const after = (_step: number, { execution }: Trainer): void => void hows.push(execution.reason ?? execution.how);
  return { ...trained({ kind: 'text', plugins, epochs: 3, compile, after }), how: hows.at(-1), first: hows[0] };
}

afterEach(() => {
  vi.restoreAllMocks();
});

onBackends(['native'], () => {
  describe('what cannot be recorded runs operation by operation, to the same numbers, and says so once:', () => {
    const cases: readonly (readonly [name: string, plugin: () => Plugin, reason: RegExp, first: RegExp])[] = [
      [
        'a value that is read back',
        () => scaled((step) => constant(step.x.dataSync().length > 0 ? 0.5 : 1)),
        /^A value was read back while the step was being recorded\.$/,
        /read back/,
      ],
      [
        'an input that is read back',
        () => scaled((step) => constant(step.batch.labels.dataSync().includes(1) ? 0.5 : 1)),
        /^A value was read back while the step was being recorded\.$/,
        /read back/,
      ],
      [
        'a large tensor that another takes the place of at every step',
        () => replacing(2048, 1),
        /^it reads a tensor that another takes the place of: keep it in a Slot$/,
        /^function$/,
      ],
      [
        'a number that varies and was closed over',
        () => scaled((step) => tf.scalar(1 / (1 + step.index))),
        /^it computes with a number that varies from step to step other than through step\.value$/,
        /^function$/,
      ],
    ];
    test.each(cases)('%s', (_name, make, reason, first) => {
      const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      const eager = run(() => [make()], 'off');
      expect(warned).not.toHaveBeenCalled();
      const tensors = tf.memory().numTensors;
      const tried = run(() => [make()], 'auto');
      expect(tf.memory().numTensors).toBe(tensors);
      expect(tried.how).toMatch(reason);
      expect(tried.first).toMatch(first);
      expect(gap(tried.params, eager.params)).toBeLessThan(1e-6);
      expect(warned).toHaveBeenCalledTimes(1);
    });
  });

  describe('numbers are those of steps that are not recorded where shapes come in the order A B B A B A,', () => {
    const cases: readonly (readonly [what: string, plugins: (model: Model) => readonly Plugin[], momentum: number])[] =
      [
        ['with momentum', () => [natural()], 0.9],
        ['with a small tensor that another takes the place of', () => [replacing(1, 4)], 0],
        ['with a teacher that is a copy of the first parameters', (model) => [copying(model)], 0],
      ];
    test.each(cases)('%s', (_what, plugins, momentum) => {
      const train = (compile: 'off' | 'auto') => {
        const model = tinyText();
        const optimizer = sgd({ learningRate: 0.3, momentum });
        const trainer = new Trainer({ model, optimizer, seed: 7, plugins: plugins(model), compile });
        const batches = fourBatches('text');
        const how = [0, 1, 1, 0, 1, 0].map((at) => {
          trainer.step(batches[at]!);
          return trainer.execution.how;
        });
        const params = values(model.params);
        for (const each of [trainer, optimizer, model]) each.dispose();
        tf.dispose(batches.flatMap(tensorsOf));
        return { params, how: how.at(-1) };
      };
      const eager = train('off');
      const tensors = tf.memory().numTensors;
      const recorded = train('auto');
      expect(recorded.how).toBe('function');
      expect(gap(recorded.params, eager.params)).toBeLessThan(1e-6);
      expect(tf.memory().numTensors).toBe(tensors);
    });
  });

  test('shapes for whose recordings there is no room run operation by operation, and a resumed run computes the same bits', () => {
    const lengths = [3, 4, 5, 3, 5, 5, 5, 5, 3, 4, 5, 5];
    const batches = lengths.map((length, at) => textBatch({ length, key: key(at) }));
    const others = Array.from({ length: 1000 }, (_, i) => [`other ${i}`, 200, 0]);
    const full = JSON.stringify({ time: 0, recorded: others, others: [] });
    const train = (stop?: number) => {
      const model = tinyText();
      const begin = (seed: number): Trainer =>
        new Trainer({ model, optimizer: sgd({ learningRate: 0.3 }), seed, plugins: [natural()], compile: 'function' });
      let trainer = begin(7);
      trainer.recordingRoom.restore(full);
      batches.forEach((batch, at) => {
        trainer.step(batch);
        if (at !== stop) return;
        tf.tidy(() => {
          const saved = checkpoint(trainer);
          trainer.dispose();
          trainer = begin(7);
          resume(trainer, saved);
        });
      });
      const params = values(model.params);
      const decided = trainer.recordingRoom.save();
      const { execution } = trainer;
      for (const each of [trainer, model]) each.dispose();
      return { params, execution, decided };
    };
    const whole = train();
    expect(whole.execution).toMatchObject({ how: 'function', recordings: 1 });
    expect(whole.execution.unrecorded).toBeGreaterThan(3);
    for (const stop of [1, 5, 8]) {
      const { params, decided } = train(stop);
      expect(params).toEqual(whole.params);
      expect(decided).toBe(whole.decided);
    }
    tf.dispose(batches.flatMap(tensorsOf));
  });

  test('a schedule that is made anew at every step leaves nothing behind where steps are not recorded', () => {
    const model = tinyText();
    const batches = fourBatches('text');
    const optimizer = sgd({ learningRate: 0.3 });
    const plugins = [scaled((step) => step.value((index) => 1 / (1 + index)))];
    const trainer = new Trainer({ model, optimizer, seed: 7, plugins, compile: 'off' });
    const counts = batches.map((batch) => {
      trainer.step(batch);
      return tf.memory().numTensors;
    });
    expect(new Set(counts).size).toBe(1);
    for (const each of [trainer, optimizer, model]) each.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  });

  test('a number that varies through step.value is recorded', () => {
    const make = (): Plugin => scaled((step) => step.value((index) => 1 / (1 + index)));
    const recorded = run(() => [make()], 'auto');
    expect(recorded.how).toBe('function');
    expect(gap(recorded.params, run(() => [make()], 'off').params)).toBeLessThan(1e-6);
  });

  test('a moving average beside recorded steps is that of steps that are not', () => {
    const averages = (compile: 'off' | 'auto'): Record<string, Float32Array> => {
      let found: Record<string, Float32Array> = {};
      const plugins = (model: Model): Plugin[] => {
        const average = ema({ model, decay: 0.9 });
        return [average, { name: 'reader', afterStep: () => (found = values(average.params)) }];
      };
      expect(run(plugins, compile).how).toBe(compile === 'off' ? 'eager' : 'function');
      return found;
    };
    expect(gap(averages('auto'), averages('off'))).toBeLessThan(1e-6);
  });

  test.each(['batch', 'example'] as const)('accumulation averaged over each %s is recorded', (average) => {
    const params = (compile: 'off' | 'function'): Record<string, Float32Array> => {
      const model = tinyText();
      const batches = fourBatches('text');
      const optimizer = clip(0.5, sgd({ learningRate: 0.3 }));
      const trainer = new Trainer({ model, optimizer, seed: 7, accumulate: 3, average, compile });
      for (let epoch = 0; epoch < 3; epoch++) for (const { losses } of trainer.fit(batches)) losses();
      const found = values(model.params);
      for (const each of [trainer, optimizer, model]) each.dispose();
      tf.dispose(batches.flatMap(tensorsOf));
      return found;
    };
    expect(gap(params('function'), params('off'))).toBeLessThan(1e-6);
  });

  test('a copy of a parameter from before a recorded step keeps its numbers', () => {
    const model = tinyText();
    const batches = fourBatches('text');
    const optimizer = sgd({ learningRate: 0.3 });
    const trainer = new Trainer({ model, optimizer, seed: 7, compile: 'function' });
    const name = Object.keys(model.params)[0]!;
    const copy = model.params[name]!.clone();
    const before = Float32Array.from(copy.dataSync());
    trainer.step(batches[0]!);
    expect(copy.dataSync()).toEqual(before);
    expect(model.params[name]!.dataSync()).not.toEqual(before);
    for (const each of [trainer, optimizer, model, copy]) each.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  });

  test('compiled by XLA it computes the same, with AdamW and clipping as well, and stays compiled', () => {
    const run = () =>
      ({ kind: 'text', plugins: () => [natural()], batches: 1, epochs: 4, optimizer: clip(1, stateful()) }) as const;
    const how = new Set<string>();
    const after = (_step: number, { execution }: Trainer): void => void how.add(execution.reason ?? execution.how);
    expect(gap(trained({ ...run(), compile: 'xla', after }).params, trained(run()).params)).toBeLessThan(1e-5);
    expect([...how]).toEqual(['xla']);
  });

  test('each shape of batch is traced once, and once more those from before one came again', () => {
    const model = tinyText();
    const optimizer = sgd({ learningRate: 0.01 });
    let traces = 0;
    const counting: Plugin = { name: 'counting', beforeStep: () => void traces++ };
    const trainer = new Trainer({ model, optimizer, seed: 7, compile: 'function', plugins: [counting] });
    const batches = fourBatches('text');
    const seen = [...batches, ...batches, ...batches].map((batch) => {
      trainer.step(batch);
      return traces;
    });
    expect(trainer.execution).toEqual({ how: 'function', recordings: 4 });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8]);
    for (const each of [trainer, optimizer, model]) each.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  });

  test('steps that each differ from all before fill the room for recordings, and then run operation by operation', () => {
    const model = tinyText();
    const optimizer = sgd({ learningRate: 0.01 });
    const trainer = new Trainer({ model, optimizer, seed: 7, compile: 'function', plugins: [phases()] });
    const others = Array.from({ length: 990 }, (_, i) => [`other ${i}`, 200, 0]);
    trainer.recordingRoom.restore(JSON.stringify({ time: 0, recorded: others, others: [] }));
    const [batch] = fourBatches('text') as [Batch, ...Batch[]];
    for (let step = 0; step < 40; step++) trainer.step(batch);
    const { recordings, unrecorded = 0 } = trainer.execution;
    expect(recordings + unrecorded).toBe(40);
    expect([recordings > 2, recordings < 30]).toEqual([true, true]);
    for (const each of [trainer, optimizer, model]) each.dispose();
  });
});

/** An observer that tells every step from every other. */
function phases(): Plugin {
  return { name: 'phases', phase: (index) => `${index}` };
}

/** Natural training whose loss is multiplied by a tensor of so many numbers, which is another one after so many steps. */
function replacing(size: number, steps: number): Plugin {
  const full = (value: number) => tf.tidy(() => tf.variable(tf.fill([size], value)));
  let held = full(1);
  return {
    ...scaled(() => tf.mean(held)),
    name: 'replacing',
    afterStep: ({ index }) => {
      if ((index + 1) % steps !== 0) return;
      held.dispose();
      held = full(1 / (2 + index));
    },
    dispose: () => held.dispose(),
  };
}

/** Natural training with a loss beside that of a copy of the model, made before the first step. */
function copying(model: Model): Plugin {
  const teacher = Object.fromEntries(Object.entries(model.params).map(([name, theta]) => [name, theta.clone()]));
  return {
    name: 'copying',
    penalty: (step) =>
      tf.mean(tf.squaredDifference(step.logits(), stopGradient(step.logits(undefined, { params: teacher })))),
    dispose: () => tf.dispose(teacher),
  };
}
