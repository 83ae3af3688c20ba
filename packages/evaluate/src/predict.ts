import { aFunction, checked, oneOf, taskKinds } from '@advtrain/core';
import type { Cluster, Inputs, Model, RulesOf, TaskKind } from '@advtrain/core';
import type { MetricName, ScoreName } from '@advtrain/datasets';
import { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { ExampleSet } from './example-set.ts';
import { gatheredRows } from './gathered.ts';
import { answerIn } from './rows/judge.ts';
import type { Judged, Rows } from './rows/judge.ts';
import type { Tally } from './rows/tally.ts';
import { aCluster, aPause } from './option-rules.ts';
import { noPause } from './pause.ts';
import type { Pause } from './pause.ts';
import { scoresOf } from './scores.ts';
import type { Scores } from './scores.ts';

/** How a model is asked. */
export interface PredictOptions {
  /** What labels are. Default `classification`. */
  readonly kind?: TaskKind;
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause;
  /**
   * Told how far it is, after every batch.
   *
   * @param done how many examples are answered, of this process.
   * @param of how many there are, of all processes.
   */
  readonly progress?: (done: number, of: number) => void;
  /** Processes that share the work, and all have the answers. All ask at the same time. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
}

const rules: RulesOf<PredictOptions> = {
  kind: oneOf(...taskKinds),
  pause: aPause,
  progress: aFunction('how much is done and of how much'),
  cluster: aCluster,
};

/** {@link PredictOptions}, checked for the function that was called. */
export function asked(called: string, options: PredictOptions): PredictOptions {
  return checked(called, options, rules);
}

/**
 * What the model answers to each example, in their order: the index of a class, a value, or the index of a choice; NaN where it
 * computes no numbers. Of examples with several rows of logits 0, which is their label, where all that counts is right, and 1 where it is
 * not. No dropout.
 *
 * @param model what answers.
 * @param set the examples, with their labels.
 * @param options what labels are, and what is awaited between two batches.
 */
export async function predict(model: Model, set: ExampleSet, options: PredictOptions = {}): Promise<Float64Array> {
  const said = await rowsOf(model, set, asked('predict', options));
  return answersOf(said, set.judge?.(said), options);
}

/** What a model is measured to be on a set. */
export interface Measurement {
  /** As {@link predict} gives them. */
  readonly answers: Float64Array;
  /** The metrics that were asked for; of examples with a judge, the judge's. */
  readonly scores: Scores;
  /** What a judge's scores are computed of. Absent without one. */
  readonly tally?: Tally;
}

/**
 * What the model answers to each example, and how well.
 *
 * @param model what answers, without dropout.
 * @param set the examples, with their labels.
 * @param names what is computed; examples with a judge have its scores.
 * @param options what labels are, and what is awaited between two batches.
 */
export async function measured(
  model: Model,
  set: ExampleSet,
  names: readonly ScoreName[],
  options: PredictOptions = {},
): Promise<Measurement> {
  const said = await rowsOf(model, set, asked('measured', options));
  const judged = set.judge?.(said);
  const answers = answersOf(said, judged, options);
  // Without a judge, names are those of metrics.
  if (!judged) return { answers, scores: scoresOf(names as readonly MetricName[], answers, set.labels) };
  const { scores, tally } = judged;
  return { answers, scores, tally };
}

function answersOf(
  said: readonly Rows[],
  judged: Judged | undefined,
  { kind = 'classification' }: PredictOptions,
): Float64Array {
  return Float64Array.from(said, (rows, example) => {
    if (kind === 'regression') return rows.values[0]!;
    if (rows.values.some(Number.isNaN)) return Number.NaN;
    return judged ? Number(!judged.right[example]) : answerIn(rows, 0);
  });
}

/**
 * What the model says of each example, in their order: the rows of its logits. No dropout.
 *
 * @param model what answers.
 * @param set the examples, with their labels.
 * @param options what is awaited between two batches, and who shares the work.
 */
export async function rowsOf(
  model: Model,
  set: ExampleSet,
  { pause = noPause, progress, cluster }: Omit<PredictOptions, 'kind'> = {},
): Promise<readonly Rows[]> {
  const batches = set.evaluation();
  const said: Rows[] = [];
  // Recording a forward pass takes as long as it saves in about so many.
  const recordings = new Recordings({ variables: Object.values(model.params), after: 16 });
  let index = 0;
  let done = 0;
  try {
    for (const { inputs } of batches) {
      const batch = index++;
      if (cluster && batch % cluster.size !== cluster.rank) continue;
      const examples = [...(batches.rows[batch] ?? [])];
      const { values, width } = logitsOf(model, inputs, recordings);
      const each = values.length / examples.length;
      for (const [place, example] of examples.entries()) {
        said[example] = { values: values.slice(place * each, (place + 1) * each), width };
      }
      done += examples.length;
      progress?.(done, set.labels.length);
      await pause();
    }
  } finally {
    recordings.dispose();
  }
  return cluster ? gatheredRows(cluster, said, set.labels.length) : said;
}

function logitsOf(model: Model, inputs: Inputs, recordings: Recordings): Rows {
  const { params, embed, stem, trunk } = model;
  const given = [inputs.values, inputs.mask, inputs.types].filter((tensor) => tensor !== undefined);
  let width = 1;
  const values = tf.tidy(() => {
    const forward = () => [trunk(params, stem(params, embed(params, inputs), inputs), inputs)];
    const logits = recordings.run('logits', given, forward)[0] as tf.Tensor2D;
    width = logits.shape[1];
    return logits.dataSync<'float32'>();
  });
  return { values, width };
}
