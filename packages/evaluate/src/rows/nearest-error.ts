import type { Batch, Inputs, Model } from '@advtrain/core';
import { constant, countedRows, stopGradient } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Batches, ExampleSet } from '../example-set.ts';

/** A model and examples as attacks take them: one row of logits an example. */
export interface Attackable {
  readonly model: Model;
  readonly set: ExampleSet;
}

/**
 * A model with several rows of logits for an example, as one that answers whether all of them are right: logits [B, 2] of the row that is
 * nearest to an error, that of its right class, 0, and the largest of the others. So an attack that makes it err makes one tag wrong, or
 * one end of an answer. Others are as they are.
 *
 * @param model with one row or several for an example.
 * @param set the examples that the model is going to be asked about.
 */
export function nearestError(model: Model, set: ExampleSet): Attackable {
  if (!model.rows) return { model, set };
  const { rows: _rows, ...rest } = model;
  return {
    model: {
      ...rest,
      trunk: (params, hidden, inputs, key, depth) =>
        nearest(model.trunk(params, hidden, inputs, key, depth), answersIn(inputs), inputs.values.shape[0]),
    },
    set: answered(set),
  };
}

function answersIn({ answers }: Inputs): tf.Tensor1D {
  if (answers) return answers;
  throw new Error(
    'The inputs have no answers, to which the nearest error could be found: take the set that goes with the model.',
  );
}

/** [B, 2] of logits [R, C] and their labels [R]. */
function nearest(logits: tf.Tensor2D, labels: tf.Tensor1D, examples: number): tf.Tensor2D {
  const [, classes] = logits.shape;
  const right = tf.cast(tf.oneHot(labels, classes), 'float32');
  const others = tf.sub(stopGradient(logits), tf.mul(right, constant(1e30)));
  const wrong = tf.cast(tf.oneHot(tf.argMax(others, 1), classes), 'float32');
  const grouped = (each: tf.Tensor): tf.Tensor => tf.reshape(each, [examples, -1]);
  const own = grouped(tf.sum(tf.mul(logits, right), 1));
  const counted = grouped(countedRows(labels));
  // What has no label is right by one.
  const gap = tf.sub(
    tf.mul(counted, tf.sub(grouped(tf.sum(tf.mul(logits, wrong), 1)), own)),
    tf.sub(constant(1), counted),
  );
  const order = tf.sub(stopGradient(gap), tf.mul(tf.sub(constant(1), counted), constant(1e30)));
  const chosen = tf.cast(tf.oneHot(tf.argMax(order, 1), order.shape[1]!), 'float32');
  const best = tf.sum(tf.mul(own, chosen), 1);
  return tf.stack([best, tf.add(best, tf.sum(tf.mul(gap, chosen), 1))], 1) as tf.Tensor2D;
}

/** The same examples, whose labels are 0 and whose own labels go in. */
function answered(set: ExampleSet): ExampleSet {
  return {
    labels: set.labels,
    pick: (rows) => answered(set.pick(rows)),
    training: (pass) => withAnswers(set.training(pass)),
    evaluation: (batchSize) => withAnswers(set.evaluation(batchSize)),
  };
}

function withAnswers(batches: Batches): Batches {
  return {
    count: batches.count,
    rows: batches.rows,
    *[Symbol.iterator]() {
      for (const { inputs, labels: answers } of batches) {
        const labels = tf.zeros<tf.Rank.R1>([inputs.values.shape[0]], 'int32');
        try {
          yield { inputs: { ...inputs, answers }, labels } satisfies Batch;
        } finally {
          labels.dispose();
        }
      }
    },
  };
}
