import { constant, fold, key } from '@advtrain/engine';
import {
  collector,
  fourBatches,
  gap,
  gradientsOf,
  onBackends,
  stateful,
  tensorsOf,
  tinyModel,
  trained,
  values,
  type Kind,
  type Numbers,
} from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  costLedger,
  ema,
  mapParams,
  natural,
  roundsOf,
  sgd,
  shiftedRounds,
  Trainer,
  type Model,
  type Params,
  type Plugin,
  type Round,
  type Step,
} from '../src/index.ts';

const kinds = ['text', 'image'] as const;

/** Every parameter moved by a wave of its own. */
function waved(params: Params, size = 0.3): Params {
  return mapParams(params, (theta, name) => {
    const wave = tf.sin(tf.add(tf.range(0, theta.size), constant(name.length)));
    return tf.add(theta, tf.mul(tf.reshape(wave, theta.shape), constant(size)));
  });
}

/** A method of two rounds, the second at a δ that follows from the first, at the parameters that `shift` gives. */
function climbing(shift?: (step: Step) => Params | undefined): Plugin {
  return {
    name: 'climbing',
    units: () => 6,
    rounds: 2,
    *perturb(step) {
      const params = shift?.(step);
      const at = (round: Round): Round => (params ? { ...round, params } : round);
      const direction = yield at({ delta: tf.fill(step.x.shape, 0.01), weight: 0.5 });
      yield at({ delta: direction, weight: 0.25 });
    },
  };
}

/** The gradient of one step of a new model, whose parameters are moved by a wave before the step. */
function gradientOf(kind: Kind, plugin: Plugin, moved: boolean): { gradient: Numbers; losses: readonly number[] } {
  const [model, optimizer, batches] = [tinyModel(kind, {}), collector(), fourBatches(kind)];
  if (moved)
    tf.tidy(() => {
      for (const [name, value] of Object.entries(waved(model.params))) model.params[name]!.assign(value);
    });
  const trainer = new Trainer({ model, optimizer, plugins: [plugin], seed: 7, compile: 'off' });
  const losses = trainer.step(batches[0]!).losses();
  trainer.dispose();
  model.dispose();
  tf.dispose(batches.flatMap(tensorsOf));
  return { gradient: optimizer.gradients[0]!, losses };
}

/** What a plugin's `use` makes of the first step of a run. */
function inStep<T>(kind: Kind, use: (step: Step) => T, plugins: readonly Plugin[] = []): T {
  let found: T | undefined;
  const reader: Plugin = {
    name: 'reader',
    *perturb(step) {
      found = use(step);
      yield { delta: tf.zerosLike(step.x) };
    },
  };
  const batches = fourBatches(kind).slice(0, 1);
  gradientsOf({ kind, batches, plugins: [reader, ...plugins], rate: 0.2 });
  tf.dispose(batches.flatMap(tensorsOf));
  return found!;
}

function close(found: Numbers, expected: Numbers, limit = 2e-6): void {
  const largest = Math.max(...Object.values(expected).flatMap((each) => [...each].map(Math.abs)));
  expect(largest).toBeGreaterThan(1e-3);
  expect(gap(found, expected)).toBeLessThan(limit);
}

onBackends(['native', 'wasm', 'cpu'], () => {
  describe.each(kinds)('%s', (kind) => {
    test("a round at the model's own parameters, copied, is the same bits as a round without any", () => {
      const copied = climbing(({ model }) => mapParams(model.params, (theta) => tf.mul(theta, constant(1))));
      const run = (plugin: Plugin) => trained({ kind, plugins: () => [plugin] });
      expect(run(copied)).toEqual(run(climbing()));
      expect(run(climbing(({ model }) => ({ 'classifier.bias': tf.clone(model.params['classifier.bias']!) })))).toEqual(
        run(climbing()),
      );
    });

    test('the gradient of rounds at other parameters is that of a model made with these, the table included', () => {
      const shifted = gradientOf(
        kind,
        climbing(({ model }) => waved(model.params)),
        false,
      );
      const there = gradientOf(kind, climbing(), true);
      close(shifted.gradient, there.gradient);
      expect(shifted.losses).toEqual(there.losses);
      expect(gap(shifted.gradient, gradientOf(kind, climbing(), false).gradient)).toBeGreaterThan(1e-3);
    });

    test('parameterGradient is what a round counts, at every δ, at other parameters and with other masks', () => {
      const views: readonly (readonly [(step: Step) => Step, (step: Step) => Partial<Round>])[] = [
        [(step) => step, () => ({})],
        [(step) => step.with({ params: waved(step.model.params) }), ({ model }) => ({ params: waved(model.params) })],
        [
          (step) => step.with({ key: null }),
          (step) => ({ objective: (d) => step.loss(step.logits(d, { key: null })) }),
        ],
      ];
      for (const [view, round] of views) {
        const delta = (step: Step) => tf.fill(step.x.shape, 0.02);
        const found = inStep(kind, (step) => values(view(step).parameterGradient(delta(step))));
        const batches = fourBatches(kind).slice(0, 1);
        const counted: Plugin = {
          name: 'counted',
          *perturb(step) {
            yield { delta: delta(step), ...round(step) };
          },
        };
        const { gradients } = gradientsOf({ kind, batches, plugins: [counted], rate: 0.2 });
        close(found, gradients[0]!, 1e-6);
        tf.dispose(batches.flatMap(tensorsOf));
      }
    });
  });
});
