import {
  fourBatches,
  gap,
  gradientsOf,
  onBackends,
  stateful,
  tensorsOf,
  textBatch,
  tinyText,
  trained,
  values,
} from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  checkpoint,
  costLedger,
  ema,
  natural,
  resume,
  runRecord,
  sgd,
  Trainer,
  type Batch,
  type Checkpoint,
  type Plugin,
  type RunRecord,
  type TrainerOptions,
} from '../src/index.ts';

/** A Trainer of a tiny text model; frees it and the model after use. */
function withTrainer<T>(options: Partial<TrainerOptions>, use: (trainer: Trainer) => T): T {
  const model = tinyText();
  const optimizer = options.optimizer ?? sgd({ learningRate: 0.1 });
  const trainer = new Trainer({ model, seed: 7, ...options, optimizer });
  try {
    return use(trainer);
  } finally {
    trainer.dispose();
    optimizer.dispose();
    model.dispose();
  }
}

/** A checkpoint whose tensors no run owns. */
function copied({ tensors, metadata }: Checkpoint): Checkpoint {
  return { tensors: Object.fromEntries(Object.entries(tensors).map(([n, t]) => [n, t.clone()])), metadata };
}

onBackends(['native', 'wasm'], () => {
  describe('fit', () => {
    test('stands after the last batch used, also where the last step is a partial one', () => {
      const batches = fourBatches('text').slice(0, 3);
      const positions = withTrainer({ accumulate: 2 }, (trainer) => {
        const seen = Array.from(trainer.fit(batches), () => trainer.position);
        return [...seen, trainer.position];
      });
      expect(positions).toEqual([2, 3, 0]);
    });

    test('begins anew after it was left, unless it is asked to go on', () => {
      const batches = fourBatches('text');
      withTrainer({}, (trainer) => {
        for (const { index } of trainer.fit(batches)) if (index === 2) break;
        expect(trainer.position).toBe(3);
        expect(Array.from(trainer.fit(batches, { from: trainer.position }))).toHaveLength(1);
        for (const { index } of trainer.fit(batches)) if (index === 4) break;
        expect(Array.from(trainer.fit(batches))).toHaveLength(4);
      });
    });

    test('does not begin anew between two replays of a batch', () => {
      const batches = fourBatches('text');
      const thrice: Plugin = { name: 'thrice', replays: 3, batches: (source) => [...source].flatMap((b) => [b, b, b]) };
      withTrainer({ plugins: [thrice] }, (trainer) => {
        for (const { index } of trainer.fit(batches)) if (index === 3) break;
        expect(() => trainer.fit(batches).next()).toThrow(
          '1 of 3 replays of a batch were taken when training was left: go on with { from: trainer.position }, or leave it after the last replay.',
        );
        expect(Array.from(trainer.fit(batches, { from: trainer.position }))).toHaveLength(8);
      });
    });

    test('a run that goes on from its last, partial step has nothing left to do', () => {
      const batches = fourBatches('text').slice(0, 3);
      withTrainer({ accumulate: 2 }, (trainer) => {
        let kept: Checkpoint | undefined;
        for (const { index } of trainer.fit(batches)) if (index === 1) kept = copied(checkpoint(trainer));
        withTrainer({ accumulate: 2 }, (other) => {
          resume(other, kept!);
          expect(Array.from(other.fit(batches))).toHaveLength(0);
          expect(Array.from(other.fit(batches), ({ index }) => index)).toEqual([2, 3]);
        });
      });
    });

    test('a source that frees its batches as it goes is used in time, and closed where the loop is left', () => {
      const order: string[] = [];
      const source = function* (): Generator<Batch> {
        for (const i of [0, 1, 2]) {
          const batch = textBatch();
          try {
            yield batch;
          } finally {
            tf.dispose(tensorsOf(batch));
            order.push(`freed ${i}`);
          }
        }
      };
      withTrainer({}, (trainer) => {
        for (const { index } of trainer.fit(source())) if (index === 1) break;
      });
      expect(order).toEqual(['freed 0', 'freed 1']);
    });
  });

  test('steps one at a time are the steps of a fit', () => {
    const batches = fourBatches('text');
    const run = (use: (trainer: Trainer) => void) =>
      withTrainer({}, (trainer) => {
        use(trainer);
        return values(trainer.options.model.params);
      });
    const fitted = run((trainer) => void Array.from(trainer.fit(batches)));
    expect(run((trainer) => batches.forEach((batch) => trainer.step(batch)))).toEqual(fitted);
  });

  test('losses can be read after their step, not after the next began', () => {
    withTrainer({}, (trainer) => {
      const first = trainer.step(textBatch());
      const second = trainer.step(textBatch());
      expect(second.losses()).toHaveLength(1);
      expect(() => first.losses()).toThrow(
        'The losses of step 0 were not read before step 1 began: read them earlier.',
      );
    });
  });

  test('a penalty joins the loss and the gradient of every round', () => {
    const pull: Plugin = {
      name: 'pull',
      penalty: ({ model }) => tf.mul(tf.sum(tf.square(model.params['classifier.bias']!)), 3),
    };
    const run = (plugins: Plugin[]) =>
      withTrainer({ plugins }, (trainer) => {
        const before = values(trainer.options.model.params)['classifier.bias']!;
        const [loss] = trainer.step(textBatch()).losses();
        return { loss: loss!, before, after: values(trainer.options.model.params)['classifier.bias']! };
      });
    const plain = run([natural({ passes: 2 })]);
    const pulled = run([natural({ passes: 2 }), pull]);
    const size = plain.before.reduce((sum, v) => sum + v * v, 0);
    expect(pulled.loss - plain.loss).toBeCloseTo(3 * size, 4);
    plain.before.forEach((v, i) => expect(pulled.after[i]! - plain.after[i]!).toBeCloseTo(-0.1 * 6 * v, 5));
  });

  test('a round of weight 0 gives ∂/∂δ like any other, and the step nothing', () => {
    const directions: Float32Array[] = [];
    const weighted = (weight: number): Plugin => ({
      name: 'weighted',
      *perturb({ x }) {
        const delta = tf.zerosLike(x);
        const direction = yield { delta, weight };
        directions.push(Float32Array.from(direction.dataSync()));
        yield { delta };
      },
    });
    const after = (plugin: Plugin) =>
      trained({ kind: 'text', plugins: () => [plugin], compile: 'off', batches: 1 }).params;
    expect(gap(after(weighted(0)), after(natural()))).toBe(0);
    after(weighted(0.5));
    const [none, half] = directions as [Float32Array, Float32Array];
    expect(gap({ delta: none }, { delta: half })).toBeLessThan(1e-6);
    expect(none.some((value) => value !== 0)).toBe(true);
  });

  test("accumulate rewrites each round's weighted gradient, in the order of the plugins", () => {
    const seen: string[] = [];
    const named = (name: string): Plugin => ({
      name,
      accumulate: (gradient) => {
        seen.push(name);
        return Object.fromEntries(Object.entries(gradient).map(([key, g]) => [key, tf.mul(g, 2)]));
      },
    });
    const still = trained({ kind: 'text', plugins: () => [natural()], optimizer: sgd({ learningRate: 0.4 }) });
    const rewritten = trained({
      kind: 'text',
      plugins: () => [named('a'), natural(), named('b')],
      optimizer: sgd({ learningRate: 0.1 }),
    });
    expect(gap(still.params, rewritten.params)).toBeLessThan(1e-6);
    expect(seen.join('')).toBe('abababab');
  });

  test.each([false, true])(
    'a table that looks words up and is punished too has both gradients (changed by a plugin: %s)',
    (changed) => {
      const table = 'embeddings.weight';
      const decay: Plugin = {
        name: 'decay',
        penalty: ({ model }) => tf.mul<tf.Scalar>(0.5, tf.sum(tf.square(model.params[table]!))),
      };
      const same: Plugin = { name: 'same', accumulate: (gradient) => ({ ...gradient }) };
      const gradient = (...others: Plugin[]): Float32Array => {
        const plugins = [natural({ passes: 2 }), ...others];
        return gradientsOf({ kind: 'text', batches: [textBatch()], plugins }).gradients[0]![table]!;
      };
      const plain = gradient();
      const both = gradient(decay, ...(changed ? [same] : []));
      const weights = values(tinyText().params)[table]!;
      plain.forEach((g, i) => expect(both[i]! - g).toBeCloseTo(weights[i]!, 5));
      expect(plain.some((g) => Math.abs(g) > 1e-3)).toBe(true);
    },
  );

  describe('an error of a plugin has its name and its hook, and frees the step', () => {
    const fail = (): never => {
      throw new Error('no.');
    };
    test.each<[string, Plugin]>([
      ['batches', { name: 'x', batches: fail }],
      ['beforeStep', { name: 'x', beforeStep: fail }],
      ['perturb', { name: 'x', perturb: fail }],
      [
        'perturb',
        {
          name: 'x',
          *perturb(step) {
            yield { delta: step.x };
            fail();
          },
        },
      ],
      ['penalty', { name: 'x', penalty: fail }],
      ['accumulate', { name: 'x', accumulate: fail }],
      ['onPass', { name: 'x', onPass: fail }],
      ['afterStep', { name: 'x', afterStep: fail }],
    ])('%s', (hook, plugin) => {
      const batch = textBatch();
      const attempt = (): void =>
        withTrainer({ plugins: [plugin], optimizer: stateful() }, (trainer) => void Array.from(trainer.fit([batch])));
      const message = `Plugin "x" failed in ${hook}: no.`;
      expect(attempt).toThrow(message);
      const before = tf.memory().numTensors;
      expect(attempt).toThrow(expect.objectContaining({ message, cause: expect.objectContaining({ message: 'no.' }) }));
      expect(tf.memory().numTensors).toBe(before);
      const recovers = withTrainer({}, (trainer) => trainer.step(batch).losses());
      expect(recovers[0]).toBeGreaterThan(0);
    });

    test('an objective that fails halfway leaves no tensor behind', () => {
      const batch = textBatch();
      const plugin: Plugin = {
        name: 'x',
        *perturb(step) {
          step.gradient(step.x, (delta) => {
            step.loss(step.logits(delta));
            return fail();
          });
          yield { delta: step.x };
        },
      };
      const attempt = (): void => withTrainer({ plugins: [plugin] }, (trainer) => void trainer.step(batch));
      expect(attempt).toThrow('Plugin "x" failed in perturb: no.');
      const before = tf.memory().numTensors;
      expect(attempt).toThrow();
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  test('a plugin may be an object of a class, and its hooks may use `this`', () => {
    class Counting {
      readonly name = 'counting';
      calls = 0;
      *perturb(step: Parameters<NonNullable<Plugin['perturb']>>[0]): Generator<{ delta: tf.Tensor }, void, tf.Tensor> {
        this.calls++;
        yield { delta: tf.zerosLike(step.x) };
      }
      penalty(): tf.Scalar {
        return tf.scalar(this.calls);
      }
    }
    const plugin = new Counting();
    withTrainer({ plugins: [plugin] }, (trainer) => trainer.step(textBatch()));
    expect(plugin.calls).toBe(1);
  });

  test('the ledger counts an attack inside a round, and its round, in full', () => {
    const ledger = costLedger();
    const nested: Plugin = {
      name: 'nested',
      penalty: (step) => tf.mul(tf.sum(step.gradient(tf.zerosLike(step.x))), 0),
    };
    withTrainer({ plugins: [nested, ledger] }, (trainer) => trainer.step(textBatch()));
    expect(ledger.ledger).toMatchObject({ units: 5, byKind: { forward: 2, inputs: 2, weights: 1 }, steps: 1 });
  });

  test('the ledger of a resumed run goes on where the checkpoint was taken, to the last bit', () => {
    const batches = fourBatches('text');
    const whole = costLedger();
    const before = costLedger();
    const after = costLedger();
    // A tenth has no last digit, in 32 bits or in 64.
    const with10th = (ledger: Plugin): Plugin[] => [
      { name: 'tenth', beforeStep: () => ledger.onPass?.({ kind: 'forward', share: 0.1 }) },
      ledger,
    ];
    withTrainer({ plugins: with10th(whole) }, (trainer) => void Array.from(trainer.fit(batches)));
    const kept = withTrainer({ plugins: with10th(before) }, (trainer) => {
      for (const { index } of trainer.fit(batches)) if (index === 1) break;
      return copied(checkpoint(trainer));
    });
    withTrainer({ plugins: with10th(after) }, (trainer) => {
      resume(trainer, kept);
      expect(after.ledger).toMatchObject({ units: before.ledger.units, steps: 2 });
      expect(after.ledger.seconds).toBeGreaterThan(0);
      void Array.from(trainer.fit(batches));
    });
    const { seconds: _, ...figures } = whole.ledger;
    expect(after.ledger).toMatchObject(figures);
  });

  test('an average of the parameters follows them at its pace, and holds no more than one copy', () => {
    const model = tinyText();
    const average = ema({ model, decay: 0.75 });
    const optimizer = sgd({ learningRate: 0.5 });
    const trainer = new Trainer({ model, optimizer, plugins: [average], seed: 1 });
    let expected = values(model.params)['blocks.0.weight']!;
    for (const batch of fourBatches('text')) {
      trainer.step(batch);
      const now = values(model.params)['blocks.0.weight']!;
      expected = expected.map((v, i) => 0.75 * v + 0.25 * now[i]!);
    }
    expect(gap({ w: values(average.params)['blocks.0.weight']! }, { w: expected })).toBeLessThan(1e-6);
    expect(gap({ w: values(model.params)['blocks.0.weight']! }, { w: expected })).toBeGreaterThan(1e-3);
    trainer.dispose();
    model.dispose();
  });

  test('a record has the mean loss of the rounds and the units so far, every so many steps', () => {
    const records: RunRecord[] = [];
    const record = runRecord((each) => void records.push(each), { every: 2 });
    const { losses } = trained({ kind: 'text', plugins: () => [natural({ passes: 2 }), record] });
    expect(records.map(({ step, units }) => [step, units])).toEqual([
      [0, 6],
      [2, 18],
    ]);
    expect(records[1]!.loss).toBeCloseTo((losses[2]![0]! + losses[2]![1]!) / 2, 6);
  });
});

onBackends(['cpu'], () => {
  test.each<[string, Partial<TrainerOptions>]>([
    ['seed is 1.5, but must be a whole number.', { seed: 1.5 }],
    ['accumulate is 0, but must be a whole number, at least 1.', { accumulate: 0 }],
    [
      'Plugins "natural" and "natural" both define perturb, but a step follows one method: pass one of them.',
      { plugins: [natural(), natural()] },
    ],
  ])('refuses: %s', (sentence, options) => {
    expect(() => withTrainer(options, () => undefined)).toThrow(new Error(sentence));
  });

  test('two states of one name are refused, for a checkpoint could not tell them apart', () => {
    const model = tinyText();
    const plugins = [ema({ model, decay: 0.9 }), ema({ model, decay: 0.99 })];
    expect(() => withTrainer({ plugins }, () => undefined)).toThrow(
      'Two plugins named "ema" keep a state, but a checkpoint has one place for it: rename one.',
    );
  });

  test('a record every 0 steps is refused', () => {
    expect(() => runRecord(() => undefined, { every: 0 })).toThrow(
      'every is 0, but must be a whole number, at least 1.',
    );
  });

  describe('a checkpoint of another run is refused in one sentence, and nothing is overwritten', () => {
    const withAverage = () => [ema({ model: tinyText(), decay: 0.9 })];
    const kept = (options: Partial<TrainerOptions>, change: (checkpoint: Checkpoint) => Checkpoint = (c) => c) =>
      withTrainer({ optimizer: stateful(), ...options }, (trainer) => {
        trainer.step(textBatch());
        return change(copied(checkpoint(trainer)));
      });
    test.each<[string, () => Checkpoint, Partial<TrainerOptions>]>([
      ['The checkpoint is of a run with seed 8, but this one has 7: use the same.', () => kept({ seed: 8 }), {}],
      [
        'The checkpoint has version 0, but this is 2: start the run anew.',
        () => kept({}, (c) => ({ ...c, metadata: { ...c.metadata, version: '0' } })),
        {},
      ],
      [
        'The checkpoint has no parameter "classifier.bias": it is of another model.',
        () =>
          kept({}, (c) => ({
            ...c,
            tensors: Object.fromEntries(Object.entries(c.tensors).filter(([n]) => n !== 'params/classifier.bias')),
          })),
        {},
      ],
      [
        'Parameter "classifier.bias" is [2] in the checkpoint, but [3] here: it is of another model.',
        () => kept({}, (c) => ({ ...c, tensors: { ...c.tensors, 'params/classifier.bias': tf.zeros([2]) } })),
        {},
      ],
      [
        'The checkpoint has the state "ema/average.embeddings.weight" of a plugin that is not here: give the same plugins.',
        () => kept({ plugins: withAverage() }),
        {},
      ],
      [
        'The checkpoint is of a run without the plugin "ema": leave it out, or start the run anew.',
        () => kept({}),
        { plugins: withAverage() },
      ],
    ])('%s', (sentence, make, options) => {
      const given = make();
      withTrainer({ optimizer: stateful(), ...options }, (trainer) => {
        const before = values(trainer.options.model.params);
        expect(() => resume(trainer, given)).toThrow(new Error(sentence));
        expect(values(trainer.options.model.params)).toEqual(before);
      });
    });

    test('moments that the optimizer has no place for are refused', () => {
      const given = kept({});
      withTrainer({ optimizer: sgd({ learningRate: 1, momentum: 0.9 }) }, (trainer) => {
        const before = values(trainer.options.model.params);
        expect(() => resume(trainer, given)).toThrow(
          /The checkpoint's optimizer keeps "first\.[\w.]+", but this one does not: give the same optimizer\./,
        );
        expect(values(trainer.options.model.params)).toEqual(before);
      });
    });
  });
});
