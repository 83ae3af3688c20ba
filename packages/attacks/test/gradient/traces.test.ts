import { probe } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Algorithm, AttackSite, State, Taken } from '../../src/gradient/algorithm.ts';
import { apgdAlgorithm } from '../../src/gradient/attacks/apgd.ts';
import { attackSite } from '../../src/gradient/driving/attack-site.ts';
import { carliniWagnerAlgorithm } from '../../src/gradient/attacks/carlini-wagner.ts';
import { fabAlgorithm } from '../../src/gradient/attacks/fab.ts';
import { highestLossAlgorithm } from '../../src/gradient/highest-loss.ts';
import { answerOf } from '../../src/gradient/driving/look.ts';
import { crossEntropy, dlr, margin, targetedDlr } from '../../src/gradient/objectives.ts';
import { pgdAlgorithm } from '../../src/gradient/attacks/pgd.ts';
import { squareL2 } from '../../src/gradient/attacks/square-l2.ts';
import { squareLinf } from '../../src/gradient/attacks/square-linf.ts';
import { squareSearch } from '../../src/gradient/attacks/square-search.ts';
import { batchOf, isOfPixels, smallNet, traces } from './small-net.ts';
import type { Trace } from './small-net.ts';

const objectives = { CE: crossEntropy, margin, DLR: dlr, 'DLR-T': targetedDlr };

/** Takes every step of an algorithm on the reference's batch, from the reference's start. */
function replay(
  trace: Trace,
  algorithm: Algorithm,
  look: (taken: Taken, index: number, site: AttackSite) => void,
): void {
  const model = smallNet(isOfPixels(trace), trace.mix);
  tf.tidy(() => {
    const batch = batchOf(trace);
    const { site } = attackSite(probe(model, batch, { key: key(0) }), batch, 1);
    const clean = site.logits(tf.zerosLike(site.x)).arraySync();
    let state = begun(trace, algorithm, site, clean);
    for (let index = 0; index < algorithm.steps; index++) {
      const drawn = trace.draws?.[index - 1];
      const taken = algorithm.step(site, state, {
        kind: algorithm.kind?.(index) ?? 'step',
        numbers: (algorithm.numbers?.(index) ?? []).map((value) => tf.scalar(value)),
        ...(drawn && { draws: tf.tensor2d(drawn) }),
      });
      look(taken, index, site);
      state = taken.state;
    }
  });
  model.dispose();
}

function begun(trace: Trace, algorithm: Algorithm, site: Parameters<Algorithm['step']>[0], clean: number[][]): State {
  const others = clean.map((logits, row) => {
    const label = trace.labels[row]!;
    expect(answerOf(logits)).toBe(label);
    return [...logits.keys()].filter((other) => other !== label).sort((a, b) => logits[b]! - logits[a]!);
  });
  const state = algorithm.start({ site, rows: [...clean.keys()], keys: clean.map((_, row) => key(row)), others });
  const start = trace.seen?.['0'] ?? trace.first;
  if (!start || trace.attack === 'FAB') return state;
  const delta = tf.reshape(tf.tensor(start as number[][]), site.x.shape);
  return { ...state, delta, ...(state['old'] && { old: delta, best: delta }) };
}

/** The largest difference of rows [B, …] that stand, after which the broken ones fall: what is broken is not attacked further. */
function apartWhereStanding(ours: tf.Tensor, theirs: tf.TensorLike, standing: readonly boolean[]): number {
  const rows = tf.reshape(ours, [standing.length, -1]);
  const differences = tf.abs(tf.sub(rows, tf.reshape(tf.tensor(theirs), rows.shape)));
  const each = tf.max(differences, 1).dataSync<'float32'>();
  return Math.max(0, ...each.filter((_, row) => standing[row]));
}

/** The largest difference of two lists of numbers. */
function apart(ours: tf.Tensor, theirs: tf.TensorLike): number {
  const wanted = tf.tensor(theirs);
  return tf.max(tf.abs(tf.sub(tf.reshape(ours, [-1]), tf.reshape(wanted, [-1])))).dataSync<'float32'>()[0]!;
}

const of = (attack: string) => traces.cases.filter((trace) => trace.attack === attack);

onBackends(['native', 'cpu'], () => {
  test.each(of('APGD'))(
    'APGD on $objective in $norm (bounded: $bounded) towards class $target goes where the reference goes',
    (trace) => {
      const objective = objectives[trace.objective as keyof typeof objectives];
      const { radius, norm, target = 0, steps = 0 } = trace;
      const model = smallNet(isOfPixels(trace));
      const algorithm = apgdAlgorithm({ radius, norm, steps, rho: 0.75 }, { objective, target }, model);
      let standing = trace.labels.map(() => true);
      let longest = 0;
      replay(trace, algorithm, ({ seen, found, state }, index) => {
        const known = trace.seen![index];
        // What float32 loses grows from step to step, where a gradient near 0 changes its sign; a step that is not halved is far off.
        const tolerance = (index < 10 ? 3e-4 : 0.03) * radius;
        if (known) expect(apartWhereStanding(seen, known, standing)).toBeLessThan(tolerance);
        if (index > 0 && index < steps)
          expect(apartWhereStanding(state['last']!, trace.values![index]!, standing)).toBeLessThan(
            index < 10 ? 1e-4 : 3e-3,
          );
        if (standing.includes(true)) longest = index;
        const isFound = found.dataSync();
        standing = standing.map((stands, row) => stands && isFound[row] === 0);
      });
      // Past two checkpoints at least.
      expect(longest).toBeGreaterThan(15);
      model.dispose();
    },
  );

  test.each(of('PGD'))('PGD in $norm (bounded: $bounded) goes where the reference goes', (trace) => {
    const { radius, norm, steps = 0, stepSize = 0 } = trace;
    const model = smallNet(isOfPixels(trace));
    let compared = 0;
    replay(trace, pgdAlgorithm({ radius, norm, steps, stepSize }, crossEntropy, model), ({ seen }, index, site) => {
      const known = trace.seen![index];
      if (known) expect(apart(seen, known)).toBeLessThan(2e-4 * radius);
      expect(apart(site.climb(seen, crossEntropy).values, trace.values![index]!)).toBeLessThan(1e-4);
      compared++;
    });
    expect(compared).toBe(trace.values!.length);
    model.dispose();
  });

  test.each(of('FAB'))(
    'FAB in $norm (bounded: $bounded) towards class $target finds the distances that the reference finds',
    (trace) => {
      const { radius, norm, steps = 0, target = 0 } = trace;
      const model = smallNet(isOfPixels(trace));
      replay(trace, fabAlgorithm(radius, steps, target, norm, model), ({ seen, found, state }, index) => {
        const known = trace.seen![index];
        if (known) expect(apart(state['delta']!, known)).toBeLessThan(2e-3 * radius);
        if (index < steps - 1) return;
        expect(apart(state['nearest']!, trace.nearest!)).toBeLessThan(1e-4);
        expect(apart(seen, trace.best!)).toBeLessThan(1e-3);
        expect([...found.dataSync()].map(Boolean)).toEqual(trace.nearest!.map((distance) => distance <= radius));
      });
      model.dispose();
    },
  );

  test.each(of('CW'))(
    'Carlini and Wagner in l2, bounded or not ($norm), finds the distances that the reference finds',
    (trace) => {
      const { steps = 0, searches = 0, learningRate = 0, initial = 0 } = trace;
      const model = smallNet(isOfPixels(trace));
      const options = { radius: Infinity, searches, steps, learningRate, initial, confidence: 0 };
      replay(trace, carliniWagnerAlgorithm(options, model), ({ seen, found, state }, index) => {
        if (index < searches * steps - 1) return;
        expect(apart(state['nearest']!, trace.nearest!)).toBeLessThan(1e-3);
        expect(apart(seen, trace.best!)).toBeLessThan(3e-3);
        expect([...found.dataSync()].map(Boolean)).toEqual(trace.nearest!.map((distance) => distance < 1e10));
      });
      model.dispose();
    },
  );

  test.each(of('highest loss'))(
    'the highest loss within $radius is that of the reference, after as many moves',
    async (trace) => {
      const { radius, steps = 0, stepSize = 0, tolerance = 0, row = 0 } = trace;
      const [highest = []] = trace.values!;
      const model = smallNet(false);
      const algorithm = highestLossAlgorithm(new Map([[0, radius]]), { steps, stepSize, enough: Infinity, tolerance });
      const one = { ...trace, labels: [trace.labels[row]!] };
      let over = 0;
      replay(one, algorithm, ({ value, found, seen }, index) => {
        if (over > 0) return;
        expect(Math.abs(value!.dataSync<'float32'>()[0]! / highest[index]! - 1)).toBeLessThan(3e-3);
        if (found.dataSync()[0] === 0) return;
        over = index + 1;
        expect(apart(seen, trace.last!)).toBeLessThan(0.02 * radius);
      });
      expect(over).toBe(highest.length);
      model.dispose();
    },
  );

  test.each(of('Square'))('Square, given the same draws, changes the same squares as the reference', (trace) => {
    const { radius, queries = 0 } = trace;
    const model = smallNet(true, trace.mix);
    const moves = trace.norm === 'l2' ? squareL2 : squareLinf;
    replay(trace, squareSearch(moves, { radius, queries, share: 0.8 }, model), ({ seen, state }, index) => {
      if (index < queries - 1) return;
      expect(apart(seen, trace.last!)).toBeLessThan(1e-5);
      expect(apart(state['most']!, trace.most!)).toBeLessThan(1e-4);
    });
    model.dispose();
  });
});

describe('the traces', () => {
  test('are of every attack, in both norms where it has both, in a domain and without', () => {
    const counts = new Map<string, number>();
    for (const trace of traces.cases) {
      const kind = `${trace.attack} ${trace.norm} ${isOfPixels(trace) ? 'pixels' : 'points'}`;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const climbs = ['linf pixels', 'l2 points', 'l2 pixels'].flatMap((where): [string, number][] => [
      [`APGD ${where}`, 5],
      [`PGD ${where}`, 1],
      [`FAB ${where}`, 2],
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      ...Object.fromEntries(climbs),
      'CW linf pixels': 1,
      'CW l2 points': 1,
      'Square linf pixels': 1,
      'Square l2 pixels': 2,
      'highest loss l2 points': 3,
    });
  });

  test('in l2 in a domain come to its ends, where it cuts them', () => {
    const most = new Map<string, number>();
    for (const { attack, seen } of traces.cases.filter(({ bounded }) => bounded)) {
      for (const rows of Object.values(seen!)) {
        const ends = rows.flatMap((row, at) => row.filter((value, pixel) => isEnd(traces.linf[at]![pixel]! + value)));
        most.set(attack, Math.max(most.get(attack) ?? 0, ends.length));
      }
    }
    expect([...most.keys()]).toEqual(['APGD', 'PGD', 'FAB']);
    for (const [attack, ends] of most) expect(ends, attack).toBeGreaterThan(3);
  });
});

function isEnd(pixel: number): boolean {
  return Math.min(Math.abs(pixel), Math.abs(1 - pixel)) < 1e-6;
}
