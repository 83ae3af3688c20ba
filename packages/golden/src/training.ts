import { meanSquaredError } from '@advtrain/engine';
import { tensorsOf, Trainer, type Model, type Plugin } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { slice, type GoldenCase, type TracePass } from './cases/case.ts';
import { addExpected, comparison, type Comparison, type Difference } from './comparison/comparison.ts';
import { methodOf } from './subject/methods.ts';
import { optimizerOf, type SeenUpdates } from './subject/optimizers.ts';
import { comparePassLogits } from './comparison/pass-logits.ts';
import { subjectOf } from './subject/subject.ts';
import { batchOf } from './cases/tensors.ts';
import { witness, type SeenPass } from './subject/witness.ts';

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
  const { rounds, method } = counted(plugin, current);
  const { optimizer, seen } = optimizerOf(golden, updates);
  const trainer = new Trainer({
    model,
    optimizer,
    plugins: [method],
    seed: 0,
    // The witness looks into every pass.
    compile: 'off',
    accumulate: golden.gradientAccumulation,
    average: averageOf(golden),
    ...(regression && { loss: meanSquaredError }),
  });
  try {
    const values = Array.from(trainer.fit(batches), (step) => step.losses()).flat();
    return compare(golden, { model: bare, passes, seen, plugin, totals: totalsOf(golden, rounds, values) });
  } finally {
    trainer.dispose();
    optimizer.dispose();
    bare.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  }
}

/** What gradient accumulation averages over; fairseq, whose traces have sums of losses, averages over examples. */
function averageOf({ options, trace }: GoldenCase): 'batch' | 'example' {
  const words = options['gradientAccumulationSemantics'];
  if (typeof words !== 'string') return trace.passes?.some((pass) => 'lossSum' in pass) ? 'example' : 'batch';
  if (words.includes('sum of losses over all examples')) return 'example';
  if (words.includes('mean over micro-batches')) return 'batch';
  throw new Error(`gradientAccumulationSemantics is "${words}", which this runner does not know.`);
}

/** What a run left behind. */
interface Found {
  readonly model: Model;
  readonly passes: readonly SeenPass[];
  readonly seen: SeenUpdates;
  readonly plugin: Plugin;
  /** What each micro-batch's rounds minimised together. */
  readonly totals: readonly number[];
}

function compare(golden: GoldenCase, found: Found): readonly Difference[] {
  const { model, seen, plugin, totals } = found;
  const passes = numbered(golden, found.passes);
  const differences = comparison(golden.tolerance);
  const actual = new Map<string, ArrayLike<number>>();
  for (const [name, variable] of Object.entries(model.params)) actual.set(`param/${name}`, variable.dataSync());
  for (const [name, gradient] of seen.first) actual.set(`grad/${name}`, gradient);
  for (const { microBatch, pass, delta } of passes) actual.set(`delta/${microBatch}/${pass}`, delta);
  const carried = carriedDelta(plugin);
  if (carried) actual.set('delta/carried', carried);
  addExpected(differences, golden.expected, actual, golden.tolerance);
  differences.add('gradNorms', 'gradNorms', seen.norms, golden.trace.gradNorms ?? []);
  compareDeltas(differences, golden, passes);
  comparePassLogits(differences, golden, found.passes);
  if (golden.trace.passes?.some(({ totalLoss }) => totalLoss !== undefined)) {
    compareParts(differences, golden, found.passes, totals);
  } else comparePasses(differences, golden, passes);
  return differences.differences();
}

/** The passes as the source numbers them: where it has a clean pass apart, without those. */
function numbered({ trace }: GoldenCase, passes: readonly SeenPass[]): readonly SeenPass[] {
  if (!trace.passes?.some(({ pass }) => pass === 'clean')) return passes;
  const perturbed = passes.filter(({ delta }) => delta.some((value) => value !== 0));
  return perturbed.map((each, at) => ({
    ...each,
    pass: perturbed.slice(0, at).filter(({ microBatch }) => microBatch === each.microBatch).length,
  }));
}

/** Every pass has the expected loss, and there is no pass more and none less. */
function comparePasses(differences: Comparison, { trace }: GoldenCase, passes: readonly SeenPass[]): void {
  const expected = inOrder(trace.passes ?? []);
  differences.add(
    'losses',
    `losses of ${expected.length} passes, ${passes.length} taken`,
    inOrder(passes).map(({ loss }) => loss),
    expected.map(({ loss }) => loss ?? NaN),
  );
}

/** Where the source prints parts: what is minimised on each micro-batch, and what of it is the clean examples' loss. */
function compareParts(
  differences: Comparison,
  { trace }: GoldenCase,
  passes: readonly SeenPass[],
  totals: readonly number[],
): void {
  for (const { microBatch, taskLoss, crossEntropy = taskLoss, totalLoss } of trace.passes ?? []) {
    const clean = passes.find((each) => each.microBatch === microBatch && each.delta.every((value) => value === 0));
    if (crossEntropy !== undefined)
      differences.add('losses', `clean loss/${microBatch}`, clean ? [clean.loss] : [], [crossEntropy]);
    if (totalLoss !== undefined)
      differences.add('losses', `total loss/${microBatch}`, totals.slice(microBatch, microBatch + 1), [totalLoss]);
  }
}

/** Every pass whose δ the source describes has the expected largest entry of each example. */
function compareDeltas(differences: Comparison, { trace }: GoldenCase, passes: readonly SeenPass[]): void {
  const taken = inOrder(passes);
  const described = (trace.passes ?? []).filter(({ loss, deltaMaxAbs }) => loss !== undefined || deltaMaxAbs);
  const expected = inOrder(described);
  expected.forEach(({ deltaMaxAbs, microBatch, pass }, index) => {
    const delta = taken[index]?.delta;
    if (!deltaMaxAbs || !delta) return;
    const at = `max|delta/${microBatch}/${pass ?? ''}|`;
    differences.add('deltas', at, largest(delta, deltaMaxAbs.length), deltaMaxAbs);
  });
}

/** Micro-batch by micro-batch; the replays of FreeAT take turns. */
function inOrder<T extends Pick<TracePass, 'microBatch' | 'pass'>>(passes: readonly T[]): T[] {
  return [...passes].sort((a, b) => a.microBatch - b.microBatch || Number(a.pass) - Number(b.pass) || 0);
}

/** A round that a method took: on which micro-batch, and what it counts. */
interface CountedRound {
  readonly microBatch: number;
  readonly weight: number;
}

/** The same method, and the rounds that it takes. */
function counted(method: Plugin, current: () => number): { method: Plugin; rounds: readonly CountedRound[] } {
  const rounds: CountedRound[] = [];
  const perturb: NonNullable<Plugin['perturb']> = function* (step) {
    const taken = method.perturb!(step);
    let round = taken.next();
    while (!round.done) {
      rounds.push({ microBatch: current(), weight: round.value.weight ?? 1 });
      const gradient = yield round.value;
      round = taken.next(gradient);
    }
  };
  return { rounds, method: { ...method, perturb } };
}

/** The objectives of each micro-batch's rounds, weighted and added up. */
function totalsOf(golden: GoldenCase, rounds: readonly CountedRound[], values: readonly number[]): number[] {
  const totals = new Array<number>(golden.numberOfMicroBatches).fill(0);
  rounds.forEach(({ microBatch, weight }, at) => (totals[microBatch]! += weight * (values[at] ?? NaN)));
  return totals;
}

/** The largest absolute entry of each of `rows` examples. */
function largest(delta: Float32Array, rows: number): number[] {
  const each = delta.length / rows;
  return Array.from({ length: rows }, (_, row) =>
    delta.subarray(row * each, (row + 1) * each).reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
}

/** The perturbation that a plugin carries over to the next batch, if it does. */
function carriedDelta({ state }: Plugin): ArrayLike<number> | undefined {
  return tf.tidy(() => state?.save()['delta']?.dataSync());
}
