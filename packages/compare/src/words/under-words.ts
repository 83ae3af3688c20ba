import { sharing } from '@advtrain/attacks';
import type { Outcome } from '@advtrain/attacks';
import { gathered } from '@advtrain/core';
import type { Cluster, Model } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { asExamples, attackedRows, ownRows, queriesPerWord, textModel } from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';
import { packed } from '../results/correct.ts';
import type { WordOutcome } from '../results/runs/run-result.ts';
import type { TaskTexts } from '../task/task.ts';
import type { ChosenWordAttack } from './chosen.ts';
import type { WordAttackSettings } from './settings.ts';
import { timeLeft } from './time-left.ts';

/** The attacks on characters and words that models are measured under. */
export interface WordAttacks {
  readonly settings: WordAttackSettings;
  readonly chosen: readonly ChosenWordAttack[];
}

/** How far an attack is. */
export interface WordProgress {
  /** The attack, as it was asked for. */
  readonly attack: string;
  readonly done: number;
  readonly of: number;
  /** Texts that the model was asked about until then. */
  readonly asked?: number;
  /** Seconds until it ends, by its pace so far. Absent while that says nothing. */
  readonly secondsLeft?: number;
}

/** Who is told how far an attack is, and who shares it. */
interface Company {
  readonly pause: Pause;
  readonly progress: (at: WordProgress) => void;
  /** Processes that each attack their part of the examples. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
}

/** Measures a model under each attack on its own, on the same examples. */
export async function underWords(
  model: Model,
  { examples, encode, padId, maxLength }: TaskTexts,
  { settings, chosen }: WordAttacks,
  { pause, progress, cluster }: Company,
): Promise<readonly WordOutcome[]> {
  const { labels, labelNames } = examples;
  const rows = attackedRows(labels, settings.examples);
  const text = textModel(model, {
    classes: labelNames.length,
    encode: (texts) => encode({ ...asExamples(texts), labels: texts.map(() => 0), labelNames }),
    padId,
    maxLength,
  });
  const attacks = chosen.map(({ attack }) => attack);
  const budget = queriesPerWord(examples, settings.queries, rows);
  try {
    return await sharing(attacks, text, examples, { key: key(1), rows, pause }, async (shared) => {
      const measured: WordOutcome[] = [];
      for (const { name, attack } of chosen) {
        const began = performance.now();
        const told = (done: number, of: number, asked?: number) => {
          const secondsLeft = timeLeft(done, of, (performance.now() - began) / 1000);
          progress({
            attack: name,
            done,
            of,
            ...(asked !== undefined && { asked }),
            ...(secondsLeft !== undefined && { secondsLeft }),
          });
        };
        const own = ownRows(cluster, rows);
        const outcomes = await attack.run(text, examples, { ...shared, ...budget, rows: own, progress: told });
        const found = cluster ? ofAll(cluster, outcomes, rows) : outcomes;
        const right = found.filter((outcome) => outcome.right);
        const queries = right.reduce((sum, outcome) => sum + outcome.queries, 0);
        measured.push({
          name,
          attack: attack.name,
          examples: rows.length,
          clean: right.length / rows.length,
          accuracy: found.filter(({ broken }) => !broken).length / rows.length,
          held: packed(found.map(({ broken }) => !broken)),
          queries: queries / Math.max(1, right.length),
          temperature: shared.clean.temperature,
        });
      }
      return measured;
    });
  } finally {
    text.dispose();
  }
}

/** What counts of an outcome. */
type Counted = Pick<Outcome<unknown>, 'right' | 'broken' | 'queries'>;

/** The outcomes of all rows, of which each process has found its own. */
function ofAll(cluster: Cluster, own: readonly Outcome<unknown>[], rows: readonly number[]): readonly Counted[] {
  const numbers = new Float32Array(3 * rows.length);
  for (const { row, right, broken, queries } of own)
    numbers.set([Number(right), Number(broken), queries], 3 * rows.indexOf(row));
  const all = gathered(cluster, numbers);
  return rows.map((_, place) => {
    const [right, broken, queries] = all.subarray(3 * place, 3 * place + 3);
    return { right: right === 1, broken: broken === 1, queries: queries! };
  });
}
