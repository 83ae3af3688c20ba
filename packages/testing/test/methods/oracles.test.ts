import { l2, linf, type Ball } from '@advtrain/attacks';
import { natural, probe, type Plugin } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { fgm } from '@advtrain/fgm';
import { freelb } from '@advtrain/freelb';
import { pgd } from '@advtrain/pgd';
import { yopo } from '@advtrain/yopo';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  combined,
  fourBatches,
  gap,
  gradientsOf,
  imageBatch,
  onBackends,
  roundAt,
  rowsOf,
  textBatch,
  tinyModel,
  trained,
  watched,
  type Kind,
} from '../../src/index.ts';

const sphere = l2({ radius: 0.5, stepSize: 0.2, start: 0.3 });
const cube = linf({ radius: 0.1, stepSize: 0.04 });
const cases: [Kind, Ball][] = [
  ['text', sphere],
  ['image', cube],
];

/** FreeLB as the YOPO paper's image code would sum it. */
function unaveraged(method: Plugin): Plugin {
  return {
    ...method,
    *perturb(step) {
      const rounds = method.perturb!(step);
      let round = rounds.next();
      while (!round.done) {
        const gradient = yield { ...round.value, weight: 1 };
        round = rounds.next(gradient);
      }
    },
  };
}

onBackends(['native', 'wasm', 'cpu'], () => {
  describe.each(cases)('%s', (kind, ball) => {
    const sentences = () => [kind === 'text' ? textBatch() : imageBatch()];

    test.each([0, 0.3])('YOPO-m-1 is m-step FreeLB without the average, with dropout %d', (rate) => {
      const run = (plugin: Plugin) => trained({ kind, rate, plugins: () => [plugin] }).params;
      const freeLB = run(unaveraged(freelb({ ball, steps: 3 })));
      expect(gap(run(yopo({ ball, outer: 3, inner: 1 })), freeLB)).toBeLessThan(5e-6);
      expect(gap(run(yopo({ ball, outer: 2, inner: 1, final: true, depth: 2 })), freeLB)).toBeLessThan(5e-6);
      expect(gap(run(freelb({ ball, steps: 3 })), freeLB)).toBeGreaterThan(1e-3);
    });

    test('averaged YOPO-m-1 is FreeLB', () => {
      const run = (plugin: Plugin) => trained({ kind, plugins: () => [plugin] }).params;
      const averaged = run(yopo({ ball, outer: 3, inner: 1, reduce: 'mean' }));
      expect(gap(averaged, run(freelb({ ball, steps: 3 })))).toBeLessThan(5e-6);
    });

    test('more inner moves of YOPO, and a deeper stem for them, make a difference', () => {
      const run = (inner: number, depth: number) =>
        trained({ kind, plugins: () => [yopo({ ball, outer: 2, inner, depth })] }).params;
      expect(gap(run(1, 1), run(2, 1))).toBeGreaterThan(1e-5);
      expect(gap(run(3, 1), run(3, 2))).toBeGreaterThan(1e-6);
    });

    test('one-round FreeLB is PGD without moves, bit for bit', () => {
      const run = (plugin: Plugin) => trained({ kind, plugins: () => [plugin] });
      expect(run(freelb({ ball, steps: 1 }))).toEqual(run(pgd({ ball, steps: 0 })));
    });

    test('FreeLB-K takes K rounds along the path of PGD, whose masks are the same', () => {
      const paths = [0, 1, 2].map((steps) => {
        const method = watched(pgd({ ball, steps }));
        expect(gradientsOf({ kind, batches: sentences(), plugins: [method], rate: 0.3 }).losses[0]).toHaveLength(1);
        return method.deltas[0]!;
      });
      const method = watched(freelb({ ball, steps: 3 }));
      expect(gradientsOf({ kind, batches: sentences(), plugins: [method], rate: 0.3 }).losses[0]).toHaveLength(3);
      expect(method.deltas).toHaveLength(3);
      paths.forEach((path, k) => expect(gap({ delta: method.deltas[k]! }, { delta: path })).toBeLessThan(2e-6));
      expect(gap({ 0: method.deltas[1]! }, { 0: method.deltas[2]! })).toBeGreaterThan(1e-3);
    });

    test("FreeLB's gradient is the average of the gradients of its rounds, and PGD's that of its last point", () => {
      const gradient = (plugin: Plugin) =>
        gradientsOf({ kind, batches: sentences(), plugins: [plugin], rate: 0.3 }).gradients[0]!;
      const method = watched(freelb({ ball, steps: 3 }));
      const whole = gradient(method);
      const rounds = method.deltas.map((delta) => [1 / 3, gradient(roundAt(delta))] as const);
      expect(gap(whole, combined(rounds))).toBeLessThan(2e-6);
      expect(gap(gradient(pgd({ ball, steps: 2 })), rounds[2]![1])).toBeLessThan(2e-6);
    });

    test("FGM's gradient is that of the clean point and, weighted, that of the point that the clean one leads to", () => {
      const gradient = (plugin: Plugin) => gradientsOf({ kind, batches: sentences(), plugins: [plugin] }).gradients[0]!;
      const method = watched(fgm({ ball, weight: 0.5 }));
      const whole = gradient(method);
      const [clean, moved] = method.deltas;
      expect(clean!.every((value) => value === 0)).toBe(true);
      expect(
        gap(
          whole,
          combined([
            [1, gradient(natural())],
            [0.5, gradient(roundAt(moved!))],
          ]),
        ),
      ).toBeLessThan(2e-6);
    });

    test('one optimizer step follows all rounds of all its batches', () => {
      const plugins = [freelb({ ball, steps: 3 })];
      const { gradients, losses } = gradientsOf({ kind, batches: fourBatches(kind), plugins, accumulate: 3 });
      expect(gradients).toHaveLength(2);
      expect(losses.map((step) => step.length)).toEqual([9, 3]);
    });

    test('two batches of two are one of four, and a batch leaves no trace in the next', () => {
      const whole = kind === 'text' ? textBatch({ even: true }) : imageBatch();
      const halves = [rowsOf(whole, 0, 2), rowsOf(whole, 2, 4)];
      const still =
        kind === 'text' ? l2({ radius: 0.5, stepSize: 0.2 }) : linf({ radius: 0.1, stepSize: 0.04, start: 0 });
      for (const make of [() => natural(), () => freelb({ ball: still }), () => pgd({ ball: still })]) {
        const [one] = gradientsOf({ kind, batches: [whole], plugins: [make()] }).gradients;
        const [two] = gradientsOf({ kind, batches: halves, plugins: [make()], accumulate: 2 }).gradients;
        expect(gap(one!, two!)).toBeLessThan(2e-6);
      }
    });

    test('unlike batches count alike, or by their examples', () => {
      const whole = kind === 'text' ? textBatch({ even: true }) : imageBatch();
      const parts = [rowsOf(whole, 0, 3), rowsOf(whole, 3, 4)];
      const gradient = (batches: typeof parts, average: 'batch' | 'example') =>
        gradientsOf({ kind, batches, plugins: [natural()], accumulate: batches.length, average }).gradients[0]!;
      const [three, one] = parts.map((part) => gradient([part], 'batch'));
      expect(gap(gradient(parts, 'example'), gradient([whole], 'batch'))).toBeLessThan(2e-6);
      expect(
        gap(
          gradient(parts, 'example'),
          combined([
            [0.75, three!],
            [0.25, one!],
          ]),
        ),
      ).toBeLessThan(2e-6);
      expect(
        gap(
          gradient(parts, 'batch'),
          combined([
            [0.5, three!],
            [0.5, one!],
          ]),
        ),
      ).toBeLessThan(2e-6);
    });

    test('examples do not share their perturbation: alone or beside others, an example moves alike', () => {
      const whole = kind === 'text' ? textBatch({ even: true }) : imageBatch();
      const start =
        kind === 'text' ? l2({ radius: 0.5, stepSize: 0.2 }) : linf({ radius: 0.1, stepSize: 0.04, start: 0 });
      const together = watched(freelb({ ball: start }));
      const alone = watched(freelb({ ball: start }));
      gradientsOf({ kind, batches: [whole], plugins: [together] });
      gradientsOf({ kind, batches: [rowsOf(whole, 1, 2)], plugins: [alone] });
      const size = alone.deltas[2]!.length;
      expect(gap({ 0: together.deltas[2]!.slice(size, 2 * size) }, { 0: alone.deltas[2]! })).toBeLessThan(5e-6);
    });
  });

  test('a step at its evaluation has no dropout, one in training has', () => {
    const model = tinyModel('text', { rate: 0.5 });
    const calm = tinyModel('text', { rate: 0 });
    const batch = textBatch();
    const losses = tf.tidy(() =>
      [model, calm].map((each) => {
        const step = probe(each, batch, { key: key(1) });
        return step.objective(tf.zerosLike(step.x)).dataSync()[0]!;
      }),
    );
    expect(losses[0]).toBe(losses[1]);
    const [inTraining] = gradientsOf({ kind: 'text', batches: [batch], plugins: [], rate: 0.5 }).losses;
    expect(Math.abs(inTraining![0]! - losses[1]!)).toBeGreaterThan(1e-3);
    model.dispose();
    calm.dispose();
  });
});
