import type { Batch, Model } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { answerOf } from '../../src/gradient/driving/look.ts';
import type { AttackedSet, Perturbation } from '../../src/index.ts';

const ids = Array.from({ length: 15 }, (_, row) =>
  Array.from({ length: 2 + ((row * 7) % 12) }, (_, at) => (row * 5 + at * 3 + 1) % 12),
);
const size = 5;
const pixels = Array.from({ length: 15 }, (_, row) =>
  Array.from({ length: size * size }, (_, at) => (((row * 25 + at) ** 2 * 37) % 256) / 255),
);

/** Sentences of 2 to 13 tokens, in batches of neighbours in length. */
export function sentences(labels: readonly number[] = ids.map(() => 0)): AttackedSet {
  const byLength = (rows: readonly number[]) => [...rows].sort((a, b) => ids[a]!.length - ids[b]!.length || a - b);
  return setOf(
    labels,
    ids.map((_, row) => row),
    byLength,
    (rows, answers) => {
      const length = Math.max(...rows.map((row) => ids[row]!.length));
      const padded = rows.map((row) => [...ids[row]!, ...Array.from({ length: length - ids[row]!.length }, () => 0)]);
      const mask = rows.map((row) => Array.from({ length }, (_, at) => Number(at < ids[row]!.length)));
      return {
        inputs: { values: tf.tensor2d(padded, undefined, 'int32'), mask: tf.tensor2d(mask) },
        labels: tf.tensor1d(answers, 'int32'),
      };
    },
  );
}

/** Pictures of 5 × 5. */
export function pictures(labels: readonly number[] = pixels.map(() => 0)): AttackedSet {
  return points(pixels, [size, size, 1], labels);
}

/** Points in the shape that their model takes, without the batch. */
export function points(
  values: readonly (readonly number[])[],
  shape: readonly number[],
  labels: readonly number[],
): AttackedSet {
  return setOf(
    labels,
    [...values.keys()],
    (rows) => [...rows],
    (rows, answers) => ({
      inputs: {
        values: tf.tensor(
          rows.flatMap((row) => values[row]!),
          [rows.length, ...shape],
        ),
      },
      labels: tf.tensor1d(answers, 'int32'),
    }),
  );
}

/** Examples by their rows in the whole. */
function setOf(
  labels: readonly number[],
  rows: readonly number[],
  order: (rows: readonly number[]) => number[],
  batch: (rows: readonly number[], labels: number[]) => Batch,
): AttackedSet {
  return {
    labels,
    pick: (places) =>
      setOf(
        places.map((place) => labels[place]!),
        places.map((place) => rows[place]!),
        order,
        batch,
      ),
    evaluation: (batchSize = 8) => {
      const places = [...rows.keys()];
      const sorted = order(rows).map(
        (row) =>
          places.splice(
            places.findIndex((place) => rows[place] === row),
            1,
          )[0]!,
      );
      const batches = Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, index) =>
        sorted.slice(index * batchSize, (index + 1) * batchSize),
      );
      return {
        rows: batches,
        *[Symbol.iterator]() {
          for (const some of batches) {
            const made = batch(
              some.map((place) => rows[place]!),
              some.map((place) => labels[place]!),
            );
            yield made;
            tf.dispose([made.inputs.values, made.labels, ...(made.inputs.mask ? [made.inputs.mask] : [])]);
          }
        },
      };
    },
  };
}

/** What a model answers to examples, or to one with a perturbation added to its x. */
export async function answersOf(model: Model, set: AttackedSet, added?: Perturbation): Promise<number[]> {
  const answers: number[] = [];
  const batches = set.evaluation();
  let index = 0;
  for (const { inputs } of batches) {
    const logits = tf.tidy(() => {
      const { params, embed, stem, trunk } = model;
      const clean = embed(params, inputs);
      const x = added ? tf.add(clean, reshaped(added, clean)) : clean;
      return trunk(params, stem(params, x, inputs), inputs).arraySync();
    });
    for (const [at, row] of [...batches.rows[index]!].entries()) answers[row] = answerOf(logits[at]!) ?? -1;
    index++;
    await Promise.resolve();
  }
  return answers;
}

/** A perturbation in the shape of one x, without what lay on padding. */
function reshaped({ values, shape }: Perturbation, x: tf.Tensor): tf.Tensor {
  const whole = tf.tensor(values, [1, ...shape]);
  return tf.slice(
    whole,
    x.shape.map(() => 0),
    x.shape,
  );
}
