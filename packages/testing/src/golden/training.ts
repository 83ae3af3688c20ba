import { meanSquaredError } from '@advtrain/engine';
import { Trainer, type Batch, type Model, type Plugin } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { slice, type GoldenCase } from './case.ts';
import { addExpected, comparison, type Comparison, type Difference } from './comparison.ts';
import { methodOf } from './methods.ts';
import { optimizerOf, type SeenUpdates } from './optimizers.ts';
import { subjectOf } from './subject.ts';
import { batchOf } from './tensors.ts';
import { witness, type SeenPass } from './witness.ts';

/** Runs a training case with the Trainer and the method's own plugin, and compares all that the case expects. */
export function runTraining(golden: GoldenCase): readonly Difference[] {
  const batches = Array.from({ length: golden.numberOfMicroBatches }, (_, index) => batchOf(golden, index));
  const bare = subjectOf(golden);
  const regression = golden.task === 'regression';
  const targets = batches.map(({ inputs }, index) => {
    const { data } = slice(golden, golden.inputs['labels']!, index);
    return { inputs, labels: data, regression };
  });
  const { model, passes, current } = witness(bare, targets);
  const { plugin, updates } = methodOf(golden, current);
  const { optimizer, seen } = optimizerOf(golden, updates);
  const trainer = new Trainer({
    model,
    optimizer,
    plugins: [plugin],
    seed: 0,
    accumulate: golden.gradientAccumulation,
    average: averageOf(golden),
    ...(regression && { loss: meanSquaredError }),
  });
  try {
    for (const step of trainer.fit(batches)) step.losses();
    return compare(golden, bare, passes, seen, plugin);
  } finally {
    trainer.dispose();
    optimizer.dispose();
    bare.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  }
}

function tensorsOf({ inputs, labels }: Batch): tf.Tensor[] {
  return [labels, ...Object.values(inputs as unknown as Record<string, tf.Tensor>)];
}

/** What gradient accumulation averages over; fairseq, whose traces have sums of losses, averages over examples. */
function averageOf({ options, trace }: GoldenCase): 'minibatch' | 'example' {
  const words = options['gradientAccumulationSemantics'];
  if (typeof words !== 'string') return trace.passes?.some((pass) => 'lossSum' in pass) ? 'example' : 'minibatch';
  if (words.startsWith('sum of losses over all examples')) return 'example';
  if (words.startsWith('mean over micro-batches')) return 'minibatch';
  throw new Error(`gradientAccumulationSemantics is "${words}", which this runner does not know.`);
}

function compare(
  golden: GoldenCase,
  model: Model,
  passes: readonly SeenPass[],
  seen: SeenUpdates,
  plugin: Plugin,
): readonly Difference[] {
  const differences = comparison(golden.tolerance);
  const actual = new Map<string, ArrayLike<number>>();
  for (const [name, variable] of Object.entries(model.params)) actual.set(`param/${name}`, variable.dataSync());
  for (const [name, gradient] of seen.first) actual.set(`grad/${name}`, gradient);
  for (const { microBatch, pass, delta } of passes) actual.set(`delta/${microBatch}/${pass}`, delta);
  const carried = carriedDelta(plugin);
  if (carried) actual.set('delta/carried', carried);
  addExpected(differences, golden.expected, actual, golden.tolerance);
  differences.add('gradNorms', 'gradNorms', seen.norms, golden.trace.gradNorms ?? []);
  comparePasses(differences, golden, passes);
  return differences.differences();
}

/** Every pass has the expected loss and the expected largest entry of δ, and there is no pass more and none less. */
function comparePasses(differences: Comparison, { trace }: GoldenCase, passes: readonly SeenPass[]): void {
  const expected = trace.passes ?? [];
  const inOrder = [...passes].sort((a, b) => a.microBatch - b.microBatch || a.pass - b.pass);
  const numbers = { losses: expected.map(({ loss }) => loss ?? NaN), passes: inOrder.map(({ loss }) => loss) };
  differences.add(
    'losses',
    `losses of ${expected.length} passes, ${passes.length} taken`,
    numbers.passes,
    numbers.losses,
  );
  expected.forEach(({ deltaMaxAbs, microBatch, pass }, index) => {
    const taken = inOrder[index];
    if (!deltaMaxAbs || !taken) return;
    differences.add(
      'deltas',
      `max|delta/${microBatch}/${pass ?? ''}|`,
      largest(taken.delta, deltaMaxAbs.length),
      deltaMaxAbs,
    );
  });
}

/** The largest absolute entry of each of `rows` examples. */
function largest(delta: Float32Array, rows: number): number[] {
  const each = delta.length / rows;
  return Array.from({ length: rows }, (_, row) =>
    delta.subarray(row * each, (row + 1) * each).reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
}

/** The perturbation that a plugin carries over to the next minibatch, if it does. */
function carriedDelta({ state }: Plugin): ArrayLike<number> | undefined {
  return tf.tidy(() => state?.save()['delta']?.dataSync());
}
