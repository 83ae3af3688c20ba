import { tokenCandidates } from '@advtrain/attacks';
import { probe, type Step } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { gap, onBackends, textBatch, tinySubstitutes, tinyText, trained } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { a2t } from '../src/index.ts';

const substitutes = tinySubstitutes;

onBackends(['native', 'wasm'], () => {
  test.each([1, 2, 5])(
    'the attack replaces at most %i words of a text, each by a substitute, and only where loss rises',
    (words) => {
      const texts = attackedBy(words);
      expect(texts.some(({ edits }) => edits.length > 0)).toBe(true);
      for (const { edits, rise, wasRight } of texts) {
        expect(edits.length).toBeLessThanOrEqual(words);
        for (const { from, to } of edits) expect(substitutesOf(from)).toContain(to);
        if (edits.length > 0) expect(rise).toBeGreaterThan(0);
        if (!wasRight) expect(edits).toEqual([]);
      }
    },
  );

  test('steps between attacks are natural ones', () => {
    const after = (steps: number, plugin: Parameters<typeof a2t>[0] | undefined) =>
      trained({ kind: 'text', plugins: () => (plugin ? [a2t(plugin)] : []), batches: steps });
    const natural = after(4, undefined);
    const rare = after(4, { substitutes, every: 100, weight: 1e-9 });
    expect(gap(rare.params, natural.params)).toBeLessThan(1e-5);
    const both = after(4, { substitutes, every: 2 });
    expect(both.losses.map(({ length }) => length)).toEqual([2, 1, 2, 1]);
  });

  test('the embeddings of the words put there learn, also of words that no text has', () => {
    const lone = { ids: new Int32Array(24).fill(-1), most: 2, continues: new Uint8Array(12) };
    // Token 0 is padding in every batch, and a word here.
    for (let token = 1; token < 12; token++) lone.ids[2 * token] = 0;
    const row = (plugins: Parameters<typeof trained>[0]['plugins']) => ({
      row: trained({ kind: 'text', plugins, batches: 1 }).params['embeddings.weight']!.slice(0, 4),
    });
    expect(
      gap(
        row(() => [a2t({ substitutes: lone })]),
        row(() => []),
      ),
    ).toBeGreaterThan(1e-4);
  });
});

/** What the attack makes of each text of a batch, read from the perturbation of the second round. */
function attackedBy(words: number) {
  const model = tinyText({ rate: 0 });
  const batch = textBatch({ key: key(4), examples: 12, length: 6, even: true });
  const plugin = a2t({ substitutes, words, every: 1 });
  const table = tokenCandidates(substitutes);
  try {
    return tf.tidy(() => {
      const step: Step = probe(model, batch, { key: key(1) });
      const rounds = plugin.perturb!(step);
      const clean = rounds.next().value as { delta: tf.Tensor };
      const { delta } = rounds.next(step.gradient(clean.delta)).value as { delta: tf.Tensor };
      const rows = model.params['embeddings.weight']!.arraySync() as number[][];
      const x = tf.add(step.x, delta).arraySync() as number[][][];
      const ids = batch.inputs.values.arraySync() as number[][];
      const before = answers(step);
      const after = answers(step, delta);
      return ids.map((text, row) => ({
        edits: text.flatMap((from, place) => {
          const to = nearest(rows, x[row]![place]!);
          return to === from ? [] : [{ from, to }];
        }),
        rise: after[row]!.loss - before[row]!.loss,
        wasRight: before[row]!.right,
      }));
    });
  } finally {
    table.dispose();
    plugin.dispose!();
    model.dispose();
    tf.dispose([batch.inputs.values, batch.inputs.mask!, batch.labels]);
  }
}

function answers(step: Step, delta?: tf.Tensor): readonly { readonly loss: number; readonly right: boolean }[] {
  const labels = step.batch.labels.arraySync();
  return step
    .logits(delta, { key: null })
    .arraySync()
    .map((logits, row) => {
      const own = logits[labels[row]!]!;
      const loss = Math.log(logits.reduce((sum, each) => sum + Math.exp(each), 0)) - own;
      return { loss, right: own === Math.max(...logits) };
    });
}

/** The token whose embedding a point is; throws where it is none's. */
function nearest(rows: readonly (readonly number[])[], point: readonly number[]): number {
  const far = rows.map((row) => Math.hypot(...row.map((each, entry) => each - point[entry]!)));
  const least = Math.min(...far);
  expect(least).toBeLessThan(1e-5);
  return far.indexOf(least);
}

function substitutesOf(token: number): readonly number[] {
  return [...substitutes.ids.slice(2 * token, 2 * token + 2)];
}
