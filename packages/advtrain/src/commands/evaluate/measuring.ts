import { pgd } from '@advtrain/attacks';
import type { Clean } from '@advtrain/attacks';
import { hash, rounded, version } from '@advtrain/compare';
import type { Cluster, Length } from '@advtrain/core';
import type { Examples } from '@advtrain/datasets';
import { key } from '@advtrain/engine';
import {
  asExamples,
  attackedRows,
  maskedGradients,
  measured as scored,
  nearestError,
  normsOf,
  scoreIntervals,
  textModel,
} from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';
import { quantile } from '@advtrain/statistics';
import type { Chosen } from './attacks/attack-choice.ts';
import { jobsOf, radiusOf } from './attacks/jobs.ts';
import type { Job } from './attacks/jobs.ts';
import type { SpentAtMost } from './attacks/spent-at-most.ts';
import { brokenInLarger } from './attacks/larger-balls.ts';
import { recallOf, truthJob } from './attacks/recall.ts';
import type { Truth } from './attacks/recall.ts';
import type { Kept } from './attacks/kept.ts';
import { resultOf } from './attacks/one-attack.ts';
import { answersOf } from './answers.ts';
import { contrastOf } from './contrast.ts';
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
  /** Whether signs of masked gradients are looked for, at the largest radius. */
  readonly signs: boolean;
}

/** Where what is measured is kept, who is told, and what ends it. */
export interface Measuring {
  readonly kept: Kept;
  readonly note: (line: string) => void;
  readonly pause: Pause;
  /** Processes that measure it together, each on its share of the examples. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
}

/** Examples on which signs of masked gradients are looked for at most. */
const enoughForSigns = 100;

/** Measures one model by every attack. What is kept of the same model, data and attack is not measured again. */
export async function measured(subject: Subject, plan: Plan, how: Measuring): Promise<ModelResult> {
  const { kept, note, pause, cluster } = how;
  const { name } = subject;
  const { model, set } = nearestError(subject.model, subject.set);
  const { examples, attacked, attacks, radii, queriesPerWord, budget, seed } = plan;
  const rows = attackedRows(set.labels, attacked);
  const run = { key: key(seed), rows, pause };
  const clean = await pgd({ radius: 0, steps: 1 }).look(model, set, run);
  const length = lengthOf(subject);
  const text = textModel(subject.model, {
    classes: subject.classes,
    encode: (texts) => subject.encode(asExamples(texts)),
    padId: subject.padId,
    maxLength: subject.maxLength,
  });
  const target = {
    subject: { model, set },
    text,
    examples,
    radii,
    length,
    queriesPerWord,
    budget,
    options: { ...run, clean },
  };
  const done = (job: Job): Promise<AttackResult> => {
    const id = hash([version, subject.fingerprint, plan.fingerprint, rows.length, seed, ...job.determined]);
    const title = `${name}: ${job.name}${job.radius ? ` at ε ${job.radius.asked}` : ''}`;
    return kept.once(id, () => resultOf({ ...job, title, examples, note, cluster }));
  };
  const labelNames = examples.tags || examples.answers ? undefined : examples.labelNames;
  const whole = await answersOf(model, set, { labelNames, pause, cluster });
  const judged = subject.scored ?? subject.set;
  const tally = judged.judge && (await scored(subject.model, judged, [], { pause, cluster })).tally;
  const right = rows.map((row): 0 | 1 => (isRight(clean, row, set.labels[row]!) ? 1 : 0));
  const results: AttackResult[] = [];
  let recall: ModelResult['recall'];
  try {
    for (const job of jobsOf(attacks, target)) results.push(await done(job));
    const { truth } = plan;
    if (truth) recall = recallOf(truth, await done(truthJob(truth, target)), target, { right, attacks: results });
  } finally {
    text.dispose();
  }
  const radius = Math.max(0, ...radii.map((asked) => radiusOf(asked, length)));
  const few = Math.min(rows.length, enoughForSigns);
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
    ...(plan.signs && radius > 0 && { signs: await maskedGradients(model, set, { radius, examples: few, pause }) }),
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
