import { join } from 'node:path';
import { hash, madeNow, version } from '@advtrain/compare';
import type { Json } from '@advtrain/compare';
import type { Length } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import type { Reporter } from '@advtrain/engine/fetch';
import { lossIncrease, nearestError } from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';
import { quantile } from '@advtrain/statistics';
import { licenceOf } from '../../loading/licence.ts';
import { refuseWindows } from '../../options/window-options.ts';
import type { WindowFlags } from '../../options/window-options.ts';
import { commandLine } from '../../terminal/command-line.ts';
import { knownBackend } from '../session.ts';
import { chosenAttacks } from './attacks/attack-choice.ts';
import { Kept } from './attacks/kept.ts';
import { openLikeness } from './attacks/likeness.ts';
import type { AskedLikeness } from './attacks/likeness.ts';
import { openMaskedModel } from './attacks/masked-model.ts';
import { enumeration } from './attacks/recall.ts';
import { textsOf } from './attacks/spent-at-most.ts';
import type { SpentAtMost } from './attacks/spent-at-most.ts';
import { checkContrast } from './contrast.ts';
import { checkScores } from './gate.ts';
import type { Condition } from './gate.ts';
import { measuredOn } from './examples.ts';
import { namesForRows } from './attacks/attacks-on-rows.ts';
import type { RowsOf } from './attacks/attacks-on-rows.ts';
import { measured } from './measuring.ts';
import type { Plan } from './measuring.ts';
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
  const how = { kept: new Kept(join(out, 'attacks')), note: (line: string) => reporter.note(line), pause };
  const opened: { dispose(): void }[] = [];
  const held = <T extends { dispose(): void }>(value: T): T => {
    opened.push(value);
    return value;
  };
  try {
    const { neighbours, part, steps, maskedModel } = asked;
    const rows = examples.tags ? 'tags' : examples.answers ? 'answers' : undefined;
    checkScores(asked.conditions, data, rows);
    if (rows !== 'answers') refuseWindows(asked, `${data} has none`);
    const names = rows ? namesForRows(rows, asked, (line) => reporter.note(line)) : asked.names;
    const likeness = asked.likeness && held(await openLikeness(asked.likeness, { ...from, pause }));
    const filler =
      maskedModel === undefined
        ? undefined
        : held(await openMaskedModel(maskedModel, { reporter, signal, maxLength, pause }));
    const attacks = await chosenAttacks(names, { steps, neighbours, part, likeness, filler });
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
      signs: asked.signs ?? false,
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
    const increase = asked.measure === undefined ? undefined : await increases(subjects, plan.attacked, pause);
    return {
      data: title,
      classes: examples.labelNames,
      examples: examples.labels.length,
      attacked: plan.attacked,
      ...(rows && { right: rightIn[rows] }),
      ...(attacks.some(({ kind, name }) => kind === 'ball' && name !== 'noise') && { steps }),
      ...(attacks.some(({ kind }) => kind === 'text') && { queriesPerWord: asked.queries }),
      ...(textsOf(plan.budget).length > 0 && { budget: textsOf(plan.budget) }),
      models: results,
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

async function increases(
  subjects: readonly Subject[],
  examples: number,
  pause: Pause,
): Promise<NonNullable<Evaluation['lossIncrease']>> {
  const [first] = subjects;
  const models = new Map(subjects.map(({ name, model, set }) => [name, nearestError(model, set)]));
  const found = await lossIncrease(models, { examples, pause });
  const quartiles = (values: readonly number[]) =>
    [quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)] as const;
  return {
    reference: first!.name,
    examples: found.rows.length,
    medianRadius: quantile(found.radii, 0.5),
    increases: Object.fromEntries([...found.increases].map(([name, values]) => [name, quartiles(values)])),
  };
}
