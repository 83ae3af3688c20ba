import { pgd } from '@advtrain/attacks';
import type { Clean } from '@advtrain/attacks';
import { hash, rounded, version } from '@advtrain/compare';
import type { Cluster, Length } from '@advtrain/core';
import type { Examples } from '@advtrain/datasets';
import { key } from '@advtrain/engine';
import {
  asExamples,
  attackedRows,
  measured as scored,
  nearestError,
  normsOf,
  scoreIntervals,
  textModel,
} from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';
import { quantile } from '@advtrain/statistics';
import type { Chosen } from './attacks/attack-choice.ts';
import { jobsOf } from './attacks/jobs.ts';
import type { Job } from './attacks/jobs.ts';
import type { SpentAtMost } from './attacks/spent-at-most.ts';
import { brokenInLarger } from './attacks/larger-balls.ts';
import { recallOf, truthJob } from './attacks/recall.ts';
import type { Truth } from './attacks/recall.ts';
import { remembered } from './attacks/remembered.ts';
import type { Kept } from './measures/kept.ts';
import { resultOf } from './attacks/one-attack.ts';
import { calledOf } from './report/called.ts';
import { answersOf } from './answers.ts';
import { contrastOf } from './contrast.ts';
import type { Part, Progress } from './measures/progress.ts';
import type { AttackResult, ModelResult } from './results.ts';
import type { Subject } from './subjects/subject.ts';

/** What models are measured by. */
export interface Plan {
  readonly examples: Examples;
  /** A hash of the examples. */
  readonly fingerprint: string;
  /** How many examples are attacked. */
  readonly attacked: number;
  readonly attacks: readonly Chosen[];
  readonly radii: readonly Length[];
  /** Queries of an attack on texts at most, for each word of a text. */
  readonly queriesPerWord: number;
  /** What each attack may spend on an example. */
  readonly budget: SpentAtMost;
  readonly seed: number;
  /** What the recall of attacks on texts is measured by, if it is asked for. */
  readonly truth?: Truth | undefined;
  /** The examples' contrasts, in their order. */
  readonly contrast?: Examples | undefined;
}

/** Where what is measured is kept, who is told, and what ends it. */
export interface Measuring {
  readonly kept: Kept;
  readonly progress: Progress;
  readonly pause: Pause;
  /** Processes that measure it together, each on its share of the examples. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
}

/** Measures one model by every attack. What is kept of the same model, data and attack is not measured again. */
export async function measured(subject: Subject, plan: Plan, how: Measuring): Promise<ModelResult> {
  const { kept, progress, pause, cluster } = how;
  const { name } = subject;
  const { model, set } = nearestError(subject.model, subject.set);
  const { examples, attacked, attacks, radii, queriesPerWord, budget, seed } = plan;
  const rows = attackedRows(set.labels, attacked);
  const run = { key: key(seed), rows, pause };
  const clean = await pgd({ radius: 0, steps: 1 }).look(model, set, run);
  const length = lengthOf(subject);
  const asked = textModel(subject.model, {
    classes: subject.classes,
    encode: (texts) => subject.encode(asExamples(texts)),
    padId: subject.padId,
    maxLength: subject.maxLength,
  });
  const target = {
    subject: { model, set },
    text: remembered(asked),
    examples,
    radii,
    length,
    queriesPerWord,
    budget,
    options: { ...run, clean },
  };
  const { truth } = plan;
  const jobs = [...jobsOf(attacks, target), ...(truth ? [truthJob(truth, target)] : [])].map((job) => ({
    ...job,
    id: hash([version, subject.fingerprint, plan.fingerprint, rows.length, seed, ...job.determined]),
    part: partOf(name, job),
  }));
  const before: Part[] = [];
  for (const { id, part } of jobs) if (await kept.has(id)) before.push(part);
  progress.model(
    jobs.map(({ part }) => part),
    before,
  );
  const labelNames = examples.tags || examples.answers ? undefined : examples.labelNames;
  const whole = await answersOf(model, set, { labelNames, pause, cluster });
  const judged = subject.scored ?? subject.set;
  const tally = judged.judge && (await scored(subject.model, judged, [], { pause, cluster })).tally;
  const right = rows.map((row): 0 | 1 => (isRight(clean, row, set.labels[row]!) ? 1 : 0));
  const results: AttackResult[] = [];
  let recall: ModelResult['recall'];
  try {
    for (const { id, part, ...job } of jobs)
      results.push(await kept.once(id, () => resultOf({ ...job, examples, begun: progress.begin(part), cluster })));
    if (truth) recall = recallOf(truth, results.pop()!, target, { right, attacks: results });
  } finally {
    asked.dispose();
  }
  return {
    model: name,
    parameters: subject.parameters,
    ...whole,
    ...(tally && { scores: scoreIntervals(tally) }),
    right,
    temperature: rounded(clean.temperature),
    length: rounded(length),
    attacks: brokenInLarger(results),
    ...(recall && { recall }),
    ...(plan.contrast && { contrast: await contrastOf(subject, plan.contrast, pause) }),
  };
}

/** An attack on a model as a part of all. */
function partOf(name: string, { as, search, radius, name: attack, units }: Job): Part {
  const at = radius ? ` at ε ${radius.asked}` : '';
  return {
    title: `${name}: ${calledOf({ name: attack, ...(search && { search }) })}${at}`,
    kinds: [`${as} ${search ?? ''}`, radius ? 'gradients' : 'texts'],
    units,
  };
}

/** The median ‖x‖ of the examples. */
function lengthOf({ model, set }: Subject): number {
  const lengths: number[] = [];
  for (const batch of set.evaluation()) lengths.push(...normsOf(model, batch).examples);
  return quantile(lengths, 0.5);
}

function isRight({ logits }: Clean, row: number, label: number): boolean {
  const answers = logits.get(row)!;
  return answers.every(Number.isFinite) && answers.indexOf(Math.max(...answers)) === label;
}
