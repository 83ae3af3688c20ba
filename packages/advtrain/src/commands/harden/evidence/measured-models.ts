import { join } from 'node:path';
import { hash, version } from '@advtrain/compare';
import type { Cluster, Length } from '@advtrain/core';
import type { Examples } from '@advtrain/datasets';
import type { Reporter } from '@advtrain/engine/fetch';
import { chosenAttacks } from '../../evaluate/attacks/attack-choice.ts';
import { Kept } from '../../evaluate/measures/kept.ts';
import { Progress } from '../../evaluate/measures/progress.ts';
import { measured } from '../../evaluate/measuring.ts';
import type { Plan } from '../../evaluate/measuring.ts';
import type { Evaluation, ModelResult } from '../../evaluate/results.ts';
import { openSubject } from '../../evaluate/subjects/open-subject.ts';

/** A model that is reported. */
export interface Reported {
  /** What the report calls it. */
  readonly title: string;
  /** A folder, or a name on the hub. */
  readonly name: string;
}

/** What models are reported on, and how. */
export interface ReportOptions {
  readonly examples: Examples;
  readonly title: string;
  /** The attacks by their first names. */
  readonly attacks: readonly string[];
  readonly radii: readonly Length[];
  readonly steps: number;
  /** How many examples are attacked. */
  readonly attacked: number;
  readonly queries: number;
  readonly neighbours?: string | undefined;
  readonly maxLength: number;
  readonly seed: number;
  /** Where finished attacks are kept. */
  readonly folder: string;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Processes that measure together; undefined where this is the only one. */
  readonly cluster: Cluster | undefined;
}

/** Measures models on the same examples as `advtrain evaluate` does, one after the other, and keeps what is done. */
export async function measuredModels(models: readonly Reported[], options: ReportOptions): Promise<Evaluation> {
  const { examples, title, attacks, radii, steps, attacked, queries, neighbours, seed, folder, reporter } = options;
  const { signal, maxLength, cluster } = options;
  const plan: Plan = {
    examples,
    fingerprint: hash([examples.texts, examples.pairs ?? null, examples.labels, examples.labelNames]),
    attacked: Math.min(attacked, examples.labels.length),
    attacks: await chosenAttacks(attacks, { steps, neighbours }),
    radii,
    queriesPerWord: queries,
    budget: {},
    seed,
  };
  const pause = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };
  const kept = new Kept(join(folder, 'attacks'), cluster);
  const progress = new Progress({ note: (line) => reporter.note(line), models: models.length });
  const how = { kept, progress, pause, cluster };
  const results: ModelResult[] = [];
  for (const { title: called, name } of models) {
    reporter.note(`Measuring ${called} on ${plan.attacked} examples.`);
    const subject = await openSubject(name, examples, { maxLength, reporter, signal });
    try {
      results.push(await measured({ ...subject, name: called }, plan, how));
    } finally {
      subject.model.dispose();
    }
  }
  return {
    data: title,
    classes: examples.labelNames,
    examples: examples.labels.length,
    attacked: plan.attacked,
    models: results,
    version,
  };
}
