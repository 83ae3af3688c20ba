import { join } from 'node:path';
import { hash, madeNow, version } from '@advtrain/compare';
import type { Json } from '@advtrain/compare';
import type { Length } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import type { Reporter } from '@advtrain/engine/fetch';
import { licenceOf } from '../../loading/licence.ts';
import { refuseWindows } from '../../options/window-options.ts';
import type { WindowFlags } from '../../options/window-options.ts';
import { commandLine } from '../../terminal/command-line.ts';
import { knownBackend } from '../session.ts';
import { chosenAttacks } from './attacks/attack-choice.ts';
import { radiusOf } from './attacks/jobs.ts';
import { Kept } from './measures/kept.ts';
import { increaseParts, lossIncreases } from './measures/loss-increases.ts';
import { Progress } from './measures/progress.ts';
import { signsOf, signsPart } from './measures/signs.ts';
import type { Signs } from './measures/signs.ts';
import { openLikeness } from './attacks/likeness.ts';
import type { AskedLikeness } from './attacks/likeness.ts';
import { openMaskedModel } from './attacks/masked-model.ts';
import { enumeration } from './attacks/recall.ts';
import type { Search } from './attacks/search.ts';
import { textsOf } from './attacks/spent-at-most.ts';
import type { SpentAtMost } from './attacks/spent-at-most.ts';
import { checkContrast } from './contrast.ts';
import { checkScores } from './gate.ts';
import type { Condition } from './gate.ts';
import { measuredOn } from './examples.ts';
import { namesForRows } from './attacks/attacks-on-rows.ts';
import type { RowsOf } from './attacks/attacks-on-rows.ts';
import { measured } from './measuring.ts';
import type { Measuring, Plan } from './measuring.ts';
import type { Evaluation, ModelResult } from './results.ts';
import { openSubject } from './subjects/open-subject.ts';
import type { Subject } from './subjects/subject.ts';

/** What is right of examples that have no one class each. */
const rightIn: Readonly<Record<RowsOf, string>> = {
  tags: 'sentences whose tags are all right',
  answers: 'questions whose first answer is found, both ends, in the window that has it',
};

/** What is measured how, by flags that are checked. */
export interface Asked extends WindowFlags {
  readonly data: string;
  readonly columns?: string;
  readonly badRows?: string;
  readonly tags?: boolean;
  readonly tagNames?: string;
  readonly dataFrom?: string;
  readonly maxLength: number;
  /** The attacks by their first names. */
  readonly names: readonly string[];
  /** What attacks on texts search by. */
  readonly searches: readonly Search[];
  readonly radii: readonly Length[];
  readonly steps: number;
  readonly examples: number;
  readonly queries: number;
  /** What each attack may spend on an example. */
  readonly limits: SpentAtMost;
  readonly neighbours?: string;
  /** A file with an edited example for each, of another class. */
  readonly contrast?: string;
  readonly maskedModel?: string;
  readonly likeness: AskedLikeness | undefined;
  readonly part: 'text' | 'pair';
  readonly signs?: boolean;
  /** Whether attacks on texts are measured by trying every variant of short ones; needs neighbours. */
  readonly recall?: boolean;
  /** What models must have at least. */
  readonly conditions: readonly Condition[];
  /** The largest loss increase is measured too, if anything is said. */
  readonly measure?: string;
  readonly seed: number;
  readonly out: string;
  readonly quiet?: boolean;
  readonly backend?: string;
}

/** Measures models, one after the other, and keeps what is done. */
export async function evaluated(models: readonly string[], asked: Asked, signal: AbortSignal): Promise<Evaluation> {
  const { data, maxLength, quiet, out, dataFrom } = asked;
  const reporter: Reporter = quiet ? silentReporter : terminalReporter(process.stderr);
  const info = await engine({
    reporter,
    ...(asked.backend === undefined ? {} : { backend: knownBackend(asked.backend) }),
  });
  const from = { reporter, signal, dataFrom };
  const own = await measuredOn(data, asked, from);
  const { title, examples } = own;
  const licence = licenceOf(data);
  const contrast = asked.contrast === undefined ? undefined : await measuredOn(asked.contrast, asked, from);
  if (contrast) checkContrast(own, contrast, asked.contrast!);
  const pause = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };
  const progress = new Progress({ note: (line) => reporter.note(line), models: models.length });
  const how = { kept: new Kept(join(out, 'attacks')), progress, pause };
  const opened: { dispose(): void }[] = [];
  const held = <T extends { dispose(): void }>(value: T): T => {
    opened.push(value);
    return value;
  };
  try {
    const { neighbours, part, searches, steps, maskedModel } = asked;
    const rows = examples.tags ? 'tags' : examples.answers ? 'answers' : undefined;
    checkScores(asked.conditions, data, rows);
    if (rows !== 'answers') refuseWindows(asked, `${data} has none`);
    const names = rows ? namesForRows(rows, asked, (line) => reporter.note(line)) : asked.names;
    const likeness = asked.likeness && held(await openLikeness(asked.likeness, { ...from, pause }));
    const filler =
      maskedModel === undefined
        ? undefined
        : held(await openMaskedModel(maskedModel, { reporter, signal, maxLength, pause }));
    const attacks = await chosenAttacks(names, { steps, searches, neighbours, part, likeness, filler });
    const truth = asked.recall ? await enumeration(neighbours!, { part, likeness }) : undefined;
    const plan: Plan = {
      examples,
      fingerprint: hash([
        ...[examples.texts, examples.pairs ?? null, examples.labels, examples.labelNames],
        ...(examples.tags ? [examples.words!, examples.tags] : []),
        ...(examples.answers ? [examples.answers as unknown as Json] : []),
      ]),
      attacked: Math.min(asked.examples, examples.labels.length),
      attacks,
      radii: asked.radii,
      queriesPerWord: asked.queries,
      budget: asked.limits,
      seed: asked.seed,
      truth,
      contrast: contrast?.examples,
    };
    const subjects: Subject[] = [];
    const results: ModelResult[] = [];
    for (const name of models) {
      const subject = await openSubject(name, examples, { maxLength, windows: asked, reporter, signal });
      held(subject.model);
      subjects.push(subject);
      results.push(await measured(subject, plan, how));
    }
    const notes = subjects.flatMap(({ note }) => note ?? []);
    const { signs, increase } = await ofAll({ subjects, results, plan }, asked, how);
    return {
      data: title,
      classes: examples.labelNames,
      examples: examples.labels.length,
      attacked: plan.attacked,
      ...(rows && { right: rightIn[rows] }),
      ...(attacks.some(({ kind, name }) => kind === 'ball' && name !== 'noise') && { steps }),
      ...(attacks.some(({ kind }) => kind === 'text') && { queriesPerWord: asked.queries }),
      ...(textsOf(plan.budget).length > 0 && { budget: textsOf(plan.budget) }),
      models: results.map((result, place) => ({ ...result, ...signs[place] })),
      ...(notes.length > 0 && { notes }),
      ...(increase && { lossIncrease: increase }),
      ...(likeness && { similarity: likeness.report }),
      version,
      made: madeNow(info, commandLine()),
      ...(licence === undefined ? {} : { licence }),
    };
  } finally {
    for (const each of opened) each.dispose();
  }
}

/** Models that have been measured alone. */
interface MeasuredAlone {
  readonly subjects: readonly Subject[];
  readonly results: readonly ModelResult[];
  readonly plan: Plan;
}

/** What takes all models, opened: signs of masked gradients of each, at the largest radius, and the largest loss increase. */
async function ofAll(
  { subjects, results, plan: { fingerprint, attacked, radii } }: MeasuredAlone,
  { signs: areAsked, measure }: Pick<Asked, 'signs' | 'measure'>,
  how: Pick<Measuring, 'kept' | 'progress' | 'pause'>,
) {
  const ofSigns = areAsked ? subjects.map((subject) => signsPart(subject, { attacked }, subjects.length - 1)) : [];
  const ofIncrease = measure === undefined ? [] : increaseParts(subjects, attacked);
  how.progress.last([...ofSigns, ...ofIncrease]);
  const options = { fingerprint, attacked, ...how };
  const signs: Signs[] = [];
  for (const [place, part] of ofSigns.entries()) {
    const subject = subjects[place]!;
    const radius = Math.max(...radii.map((asked) => radiusOf(asked, results[place]!.length)));
    const others = subjects.filter((other) => other !== subject);
    signs.push(await signsOf(subject, part, { ...options, radius, others }));
  }
  const increase = measure === undefined ? undefined : await lossIncreases(subjects, ofIncrease, options);
  return { signs, increase };
}
