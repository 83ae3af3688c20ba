import { tokenCandidates } from '@advtrain/attacks';
import { probe, type Plugin, type Step } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { centralDifferences, gap, onBackends, textBatch, tinySubstitutes, tinyText, trained } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { coefficients, entropy } from '../src/coefficients.ts';
import { ascc } from '../src/index.ts';

const substitutes = tinySubstitutes;

onBackends(['native', 'wasm'], () => {
  const allowed = (): tf.Tensor =>
    tf.tensor3d([
      [
        [1, 1, 1],
        [1, 0, 0],
        [1, 1, 0],
      ],
    ]);
  const logits = Float32Array.from([0, 1, 2, 3, 1, 2, 0.5, -0.5, 9]);

  test('coefficients sum to 1, and are exactly 0 where a candidate is not allowed', () => {
    const [all, one, two] = tf.tidy(
      () => coefficients(tf.tensor3d(logits, [1, 3, 3]), allowed()).arraySync() as number[][][],
    )[0]!;
    for (const shares of [all!, one!, two!]) expect(shares.reduce((sum, each) => sum + each)).toBeCloseTo(1, 6);
    expect(one).toEqual([1, 0, 0]);
    expect(two![2]).toBe(0);
    expect(all![2]! / all![1]!).toBeCloseTo(Math.E, 4);
  });

  test('their entropy is a mean over words with a choice, whose gradient agrees with central differences', () => {
    const entropyAt = (point: Float32Array): number =>
      tf.tidy(() => entropy(tf.tensor3d(point, [1, 3, 3]), allowed()).dataSync()[0]!);
    const even = -Math.log(1 / 3) / 2 - Math.log(1 / 2) / 2;
    expect(entropyAt(new Float32Array(9))).toBeCloseTo(even, 5);
    const found = tf.tidy(() => [
      ...tf
        .grad((point: tf.Tensor) => entropy(point, allowed()))(tf.tensor3d(logits, [1, 3, 3]))
        .dataSync(),
    ]);
    centralDifferences(entropyAt, logits).forEach((each, entry) => expect(found[entry]!).toBeCloseTo(each, 3));
  });

  test('words move to points in the hulls of their candidates, and the divergence there is larger than at their middle', () => {
    const rise = risesOf(ascc({ substitutes, steps: 10, ascentRate: 0.5, sparsity: 0 }));
    expect(rise.middle).toBeGreaterThan(0);
    expect(rise.found).toBeGreaterThan(rise.middle);
  });

  test('a heavy weight on sparsity leaves coefficients that are nearly those of single words', () => {
    const sparse = risesOf(ascc({ substitutes, steps: 20, ascentRate: 1, sparsity: 10 }));
    const free = risesOf(ascc({ substitutes, steps: 20, ascentRate: 1, sparsity: 0 }));
    expect(sparse.entropy).toBeLessThan(0.05);
    expect(sparse.entropy).toBeLessThan(free.entropy);
  });

  test('the embeddings of substitutes learn, also of words that no text has', () => {
    const lone = { ids: new Int32Array(24).fill(-1), most: 2, continues: new Uint8Array(12) };
    // Token 0 is padding in every batch, and a word here.
    for (let token = 1; token < 12; token++) lone.ids[2 * token] = 0;
    const before = trained({ kind: 'text', plugins: () => [], batches: 1 }).params;
    const after = trained({ kind: 'text', plugins: () => [ascc({ substitutes: lone, steps: 2 })], batches: 1 }).params;
    const row = (params: typeof before) => ({ row: params['embeddings.weight']!.slice(0, 4) });
    expect(gap(row(after), row(before))).toBeGreaterThan(1e-4);
  });
});

/** What one batch's attack comes to: the divergence where it ends, and in the middle of the hulls; and the entropy in the end. */
function risesOf(plugin: Plugin): { readonly found: number; readonly middle: number; readonly entropy: number } {
  const model = tinyText({ rate: 0 });
  const batch = textBatch({ even: true });
  const table = tokenCandidates(substitutes);
  try {
    return tf.tidy(() => {
      const step: Step = probe(model, batch, { key: key(1) });
      const { delta, objective } = plugin.perturb!(step).next().value as {
        delta: tf.Tensor;
        objective: (at: tf.Tensor) => tf.Scalar;
      };
      const clean = step.loss(step.logits()).dataSync()[0]!;
      const over = (point: tf.Tensor): number => objective(point).dataSync()[0]! - clean;
      const left = entropy(delta, table.of(step).allowed).dataSync()[0]!;
      return { found: over(delta), middle: over(tf.zerosLike(delta)), entropy: left };
    });
  } finally {
    table.dispose();
    plugin.dispose!();
    model.dispose();
    tf.dispose([batch.inputs.values, batch.inputs.mask!, batch.labels]);
  }
}
