import { gap, onBackends, trained } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { begunAt, costLedger, natural, unitsOfPlugins, wrapped, type Plugin, type Trainer } from '../src/index.ts';

/** A method of two rounds away from x, with a penalty, a look at the step and a gradient that it rewrites. */
function busy(): Plugin {
  return {
    name: 'busy',
    units: (_, rounds) => 2 + 6 * rounds,
    rounds: 2,
    phase: (index) => `${index % 2}`,
    beforeStep: (step) => void step.gradient(tf.zerosLike(step.x)),
    *perturb(step) {
      const delta = tf.fill(step.x.shape, step.index % 2 === 0 ? 0.1 : 0.2);
      yield { delta, weight: 0.5 };
      yield { delta: tf.neg(delta), weight: 0.5 };
    },
    penalty: (step) => tf.mul(tf.mean(tf.square(step.logits())), 0.1),
    accumulate: (gradient) => Object.fromEntries(Object.entries(gradient).map(([name, g]) => [name, tf.mul(g, 0.5)])),
  };
}

/** What each of four steps costs by the plugins' account. */
const units = (plugins: readonly Plugin[]): number[] => {
  const each: number[] = [];
  trained({
    kind: 'text',
    plugins: (model) => {
      each.push(...[0, 1, 2, 3].map((index) => unitsOfPlugins(plugins, model, index)));
      return [natural()];
    },
  });
  return each;
};

describe('begunAt', () => {
  onBackends(['wasm'], () => {
    test('all that a method does waits: rounds, penalty, what it does before a step, what it makes of gradients', () => {
      const run = { kind: 'text', batches: 3 } as const;
      const plain = trained({ ...run, plugins: () => [natural()] });
      const late = trained({ ...run, plugins: () => begunAt(3, [busy()]) });
      expect(late).toEqual(plain);
      const sooner = trained({ ...run, plugins: () => begunAt(2, [busy()]) });
      expect(sooner.losses.map(({ length }) => length)).toEqual([1, 1, 2]);
      expect(gap(sooner.params, plain.params)).toBeGreaterThan(1e-3);
    });

    test('its account begins with it, and so does what others add to each of its rounds', () => {
      const each: Plugin = {
        name: 'each',
        units: (_, rounds) => 3 * rounds,
        penalty: (step) => tf.mean(step.logits()),
      };
      const ledger = costLedger();
      const waiting: Plugin = { ...each, name: 'waiting' };
      const { losses } = trained({ kind: 'text', plugins: () => [...begunAt(2, [busy(), waiting]), each, ledger] });
      expect(losses).toHaveLength(4);
      expect(ledger.ledger.mismatch).toBeUndefined();
      expect(ledger.ledger.units).toBe(2 * (3 + 3) + 2 * (14 + 6 + 6));
    });

    test('a method around one that begins later adds to the rounds that this takes', () => {
      const outer: Plugin = { name: 'outer', units: (_, rounds) => 3 * rounds };
      expect(units([wrapped(begunAt(2, [natural({ passes: 3 })])[0], outer)])).toEqual([6, 6, 18, 18]);
    });

    test('a method that states no cost still states none', () => {
      const { units: _, ...silent } = natural();
      expect(units(begunAt(2, [silent]))).toEqual([NaN, NaN, NaN, NaN]);
    });

    test('what rewrites the loss, and what observes, does not wait', () => {
      const doubled: Plugin = { name: 'doubled', loss: (loss) => (logits, labels) => tf.mul(loss(logits, labels), 2) };
      const seen: number[] = [];
      const watch: Plugin = { name: 'watch', afterStep: ({ index }) => void seen.push(index) };
      expect(begunAt(2, [doubled, watch])).toEqual([doubled, watch]);
      const once = trained({ kind: 'text', batches: 1, plugins: () => [natural()] }).losses.flat();
      const late = trained({ kind: 'text', batches: 1, plugins: () => begunAt(2, [natural(), doubled, watch]) });
      expect(late.losses.flat()[0]).toBeCloseTo(2 * once[0]!, 5);
      expect(seen).toEqual([0]);
    });

    test('hooks of an object of a class keep their object', () => {
      class Method implements Plugin {
        readonly name = 'classy';
        readonly rounds = 2;
        units(): number {
          return 3 * this.rounds;
        }
        perturb(step: Parameters<NonNullable<Plugin['perturb']>>[0]) {
          return natural({ passes: this.rounds }).perturb!(step);
        }
      }
      const { losses } = trained({ kind: 'text', plugins: () => begunAt(2, [new Method()]) });
      expect(losses.map(({ length }) => length)).toEqual([1, 1, 2, 2]);
    });
  });

  onBackends(['native'], () => {
    test('steps before and after are recorded apart, and compute the same as operation by operation', () => {
      const run = { kind: 'text', epochs: 3, plugins: () => begunAt(6, [busy()]) } as const;
      const once = trained(run);
      const how = new Set<string>();
      const after = (_: number, { execution }: Trainer): void =>
        void how.add(`${execution.how} ${execution.reason ?? ''}`);
      const again = trained({ ...run, compile: 'function', after });
      expect([...how]).toEqual(['function ']);
      expect(again.losses.map(({ length }) => length)).toEqual(once.losses.map(({ length }) => length));
      expect(gap(again.params, once.params)).toBeLessThan(1e-5);
    });
  });

  test('refuses a step that is none', () => {
    expect(() => begunAt(-1, [])).toThrow(new Error('step is -1, but must be a whole number, at least 0.'));
  });
});
