import { constant, fold } from '@advtrain/engine';
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
  globalNorm,
  mapParams,
  natural,
  roundsOf,
  shiftedRounds,
  Trainer,
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
  const model = tinyModel(kind, {});
  const optimizer = collector();
  const batches = fourBatches(kind);
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

    test('what a round asks of the model follows it; a view with parameters keeps its own', () => {
      const logits = inStep(kind, (step) => {
        const there = waved(step.model.params);
        const view = step.with({ params: there });
        const expected = values({
          here: step.logits(),
          there: view.logits(),
          again: step.logits(undefined, { params: there }),
        });
        const seen: Record<string, Float32Array> = {};
        view.gradient(tf.zerosLike(step.x), (delta) => {
          expect(step.params).toBe(view.params);
          Object.assign(
            seen,
            values({ here: step.with({ key: fold(step.key, 'dropout') }).logits(), there: step.logits() }),
          );
          Object.assign(seen, values({ kept: step.with({ params: step.model.params }).logits() }));
          return step.objective(delta);
        });
        expect(step.params).toBe(step.model.params);
        expect(values({ x: view.x })).toEqual(values({ x: step.model.embed(there, step.batch.inputs) }));
        return { expected, seen };
      });
      const { expected, seen } = logits;
      expect(expected['again']).toEqual(expected['there']);
      expect(gap({ a: expected['here']! }, { a: expected['there']! })).toBeGreaterThan(1e-2);
      expect(seen).toEqual({ here: expected['there'], there: expected['there'], kept: expected['here'] });
    });

    test('a view has its own masks in all it computes, and its rounds are its own', () => {
      const inner: Plugin = {
        name: 'inner',
        *perturb(step) {
          yield { delta: tf.zerosLike(step.x), weight: 0.5 };
          yield { delta: tf.fill(step.x.shape, 0.01), weight: 0.5 };
        },
      };
      const through = (view: (step: Step) => Step): Plugin => ({
        name: 'through',
        perturb: (step) => roundsOf(inner, view(step)),
      });
      const dry = (step: Step) => step.with({ key: null });
      const run = (plugin: Plugin, rate?: number) =>
        trained({ kind, plugins: () => [plugin], ...(rate !== undefined && { rate }) });
      expect(run(through(dry))).toEqual(run(inner, 0));
      expect(run(through(dry))).not.toEqual(run(inner));
      const moved = through((step) => step.with({ params: waved(step.model.params) }));
      const asked: Plugin = {
        ...inner,
        perturb: (step) => shiftedRounds(roundsOf(inner, step), step, () => waved(step.model.params)),
      };
      expect(run(moved)).toEqual(run(asked));
      const kept = (step: Step) => step.with({ params: waved(step.model.params) });
      const twice: Plugin = {
        ...inner,
        perturb: (step) => shiftedRounds(roundsOf(inner, step), kept(step), () => ({})),
      };
      expect(() => run(twice)).toThrow(
        'Plugin "inner" failed in perturb: The step has parameters of its own, which its rounds would keep: shift those of the step itself.',
      );
    });

    test('a penalty is taken where the round is, and has the same two gradients there', () => {
      const pull: Plugin = {
        name: 'pull',
        penalty: ({ params }) => tf.mul(tf.sum(tf.square(params['classifier.bias']!)), 3),
      };
      const gradient = (plugins: readonly Plugin[]) => {
        const batches = fourBatches(kind).slice(0, 1);
        const found = gradientsOf({ kind, batches, plugins }).gradients[0]!;
        tf.dispose(batches.flatMap(tensorsOf));
        return found['classifier.bias']!;
      };
      const shifted = climbing(({ model }) => ({
        'classifier.bias': tf.add(model.params['classifier.bias']!, constant(2)),
      }));
      const plain = gradient([shifted]);
      const pulled = gradient([shifted, pull]);
      const bias = inStep(kind, ({ model }) => values({ bias: model.params['classifier.bias']! })['bias']!);
      plain.forEach((g, i) => expect(pulled[i]! - g).toBeCloseTo(0.75 * 6 * (bias[i]! + 2), 4));
    });

    test("an objective that reaches the model's own parameters from a round at others has both gradients", () => {
      const both = (objective: (step: Step, delta: tf.Tensor, own: Step) => tf.Scalar): Plugin => ({
        name: 'both',
        *perturb(step) {
          const own = step.with({ params: step.model.params });
          yield {
            delta: tf.zerosLike(step.x),
            params: waved(step.model.params),
            objective: (d) => objective(step, d, own),
          };
        },
      });
      const gradient = (plugin: Plugin) => gradientOf(kind, plugin, false).gradient;
      const there = gradient(both((step, delta) => step.objective(delta)));
      const here = gradient(both((_, delta, own) => own.objective(delta)));
      const sum = gradient(both((step, delta, own) => tf.add(step.objective(delta), own.objective(delta))));
      const expected = Object.fromEntries(
        Object.entries(here).map(([name, g]) => [name, g.map((v, i) => v + there[name]![i]!)]),
      );
      close(sum, expected);
      close(here, gradient(natural()));
    });

    test('every pass of a parameterGradient and of a shifted round is counted, and only rounds have losses', () => {
      const ledger = costLedger();
      const plugin: Plugin = {
        name: 'ascent',
        units: () => 6 + 2 + 3,
        *perturb(step) {
          const gradient = step.parameterGradient();
          step.with({ params: gradient }).gradient(step.x);
          step.parameterGradient(step.x, (delta) => step.with({ key: null }).objective(delta));
          yield {
            delta: tf.zerosLike(step.x),
            params: mapParams(gradient, (g, name) => tf.add(step.params[name]!, g)),
          };
        },
      };
      const { losses } = trained({ kind, plugins: () => [plugin, ledger] });
      expect(losses.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
      expect(ledger.ledger).toMatchObject({
        units: 44,
        byKind: { forward: 16, inputs: 16, weights: 12 },
        predicted: 44,
      });
      expect(ledger.ledger.mismatch).toBeUndefined();
    });

    test('a shift of nothing, and no shift, are the method inside, bit for bit', () => {
      const around = (shift: (round: Round, step: Step) => Params | undefined): Plugin => ({
        name: 'around',
        perturb: (step) => shiftedRounds(roundsOf(climbing(), step), step, shift),
      });
      const run = (plugin: Plugin) => trained({ kind, plugins: () => [plugin] });
      const expected = run(climbing());
      expect(run(around(() => undefined))).toEqual(expected);
      const still = around((round, step) =>
        mapParams(step.parameterGradient(round.delta, round.objective), (g, name) =>
          tf.add(step.model.params[name]!, tf.mul(g, constant(0))),
        ),
      );
      expect(run(still)).toEqual(expected);
      expect(run(around((_, { model }) => waved(model.params)))).not.toEqual(expected);
    });

    test('the number of tensors is constant from the second step on, and nothing is left', () => {
      const run = (after?: () => void) =>
        trained({ kind, plugins: () => [sharp(0.05)], optimizer: stateful(), ...(after && { after }) });
      run();
      const before = tf.memory().numTensors;
      const counts: number[] = [];
      run(() => void counts.push(tf.memory().numTensors));
      expect(new Set(counts.slice(1)).size).toBe(1);
      expect(tf.memory().numTensors).toBe(before);
    });

    test('parameters that the model has not are refused by name, and those of another shape', () => {
      const named = (params: Params): Plugin => ({
        name: 'named',
        *perturb(step) {
          yield { delta: tf.zerosLike(step.x), params };
        },
      });
      const run = (params: Params) => () => void trained({ kind, plugins: () => [named(params)] });
      expect(run({ bias: tf.zeros([2]) })).toThrow(
        'The parameters given name "bias", which the model has not: use its own names.',
      );
      expect(run({ 'classifier.bias': tf.zeros([2]) })).toThrow(
        /"classifier\.bias" is given as \[2\], but the model's is \[\d\]: give that shape\./,
      );
    });
  });
});

onBackends(['native'], () => {
  test.each(kinds)(
    '%s: recorded as one function, rounds at the parameters that an ascent found are the same',
    (kind) => {
      const how = new Set<string>();
      const counts: number[] = [];
      const run = (compile: 'off' | 'function') =>
        trained({
          kind,
          plugins: () => [sharp(0.05)],
          epochs: 5,
          compile,
          after: (_, { execution }) => {
            how.add(execution.reason ?? execution.how);
            counts.push(tf.memory().numTensors);
          },
        });
      const eager = run('off');
      counts.length = 0;
      const recorded = run('function');
      expect([...how]).toEqual(['eager', 'function']);
      expect(gap(recorded.params, eager.params)).toBeLessThan(1e-6);
      expect(new Set(counts.slice(-4)).size).toBe(1);
    },
  );

  test('compiled by XLA they are the same up to rounding', () => {
    const run = (compile: 'off' | 'xla') =>
      trained({ kind: 'text', plugins: () => [sharp(0.05)], batches: 1, epochs: 3, compile });
    expect(gap(run('xla').params, run('off').params)).toBeLessThan(1e-5);
  });
});

/** Sharpness-aware minimisation in its simplest form around {@link climbing}: θ + ρ g / ‖g‖, found anew at each round. */
function sharp(rho: number): Plugin {
  return {
    name: 'sharp',
    perturb: (step) =>
      shiftedRounds(roundsOf(climbing(), step), step, (round) =>
        tf.tidy(() => {
          const gradient = step.parameterGradient(round.delta, round.objective);
          const scale = tf.div(constant(rho), globalNorm(gradient));
          return mapParams(gradient, (g, name) => tf.add(step.model.params[name]!, tf.mul(g, scale)));
        }),
      ),
  };
}
