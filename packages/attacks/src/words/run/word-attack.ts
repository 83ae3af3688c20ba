import { wholeNumber, type Paper } from '@advtrain/core';
import { fold } from '@advtrain/engine';
import type { Attack, AttackOptions, Clean, Need, Outcome } from '../../attack/attack.ts';
import { room } from '../../attack/budget.ts';
import { answered, scored, type Goal } from '../model/goal.ts';
import type { LabelledTexts, MaskedModel, Part, Similarity, TextModel, TextParts } from '../model/text-model.ts';
import type { Search, Subject, Variant } from '../search/search.ts';
import { worded } from '../text/words.ts';
import { Account } from './account.ts';
import { partsOf, rowsOf } from './examples.ts';
import { lockstep } from './lockstep.ts';
import { look } from './look.ts';
import type { Oracles, Running } from './running.ts';

/** An attack on characters or words, in the form of all attacks. What breaks an example is its text, or its two. */
export type TextAttack = Attack<TextModel, LabelledTexts, TextParts>;

/** An attack on words, before it is run. */
export interface WordAttack {
  readonly name: string;
  readonly paper?: Paper;
  readonly needs: readonly Need[];
  readonly part: Part;
  readonly goal: Goal;
  readonly similarity?: Similarity;
  readonly masked?: MaskedModel;
  readonly search: (subject: Subject) => Search<Variant | undefined>;
}

/** How many words the texts have together that advance at once, where their number is not given: it bounds batches and memory. */
const WORDS = 4096;

/** An attack in the form of all attacks. */
export function wordAttack(attack: WordAttack): TextAttack {
  const { name, paper, needs } = attack;
  return {
    name,
    ...(paper && { paper }),
    needs,
    cost: () => Infinity,
    async look(model, examples, options) {
      return look(model, examples, rowsOf(model, examples, attack.part, options), options);
    },
    check: (model, examples, options) => check(attack, model, examples, options),
    run: (model, examples, options) => run(attack, model, examples, options),
  };
}

/** Throws what {@link run} would. */
function check(
  attack: WordAttack,
  model: TextModel,
  examples: LabelledTexts,
  options: AttackOptions & { readonly clean: Clean },
): void {
  const { logits, temperature } = options.clean;
  for (const row of rowsOf(model, examples, attack.part, options)) {
    const answer = logits.get(row);
    if (answer && answered(answer) === examples.labels[row]) begin(attack, examples, row, answer, temperature, options);
  }
}

async function run(
  attack: WordAttack,
  model: TextModel,
  examples: LabelledTexts,
  options: AttackOptions,
): Promise<readonly Outcome<TextParts>[]> {
  const rows = rowsOf(model, examples, attack.part, options);
  if (options.batchSize !== undefined) wholeNumber('batchSize', options.batchSize, 1);
  const clean = options.clean ?? (await look(model, examples, rows, options));
  const outcomes = new Map<number, Outcome<TextParts>>();
  let asked = 0;
  const tell = (): void => options.progress?.(outcomes.size, rows.length, asked);
  const settle = (outcome: Outcome<TextParts>): void => {
    outcomes.set(outcome.row, outcome);
    tell();
  };
  const told = (texts: number): void => {
    asked += texts;
    tell();
  };
  const all: Running[] = [];
  for (const row of rows) {
    const logits = clean.logits.get(row);
    if (!logits) throw new Error(`clean has no logits of row ${row}: give those of every row that is attacked.`);
    const right = answered(logits) === examples.labels[row];
    const left = room(row, options);
    if (right && left.queries >= 1 && left.units >= 1) {
      all.push(begin(attack, examples, row, logits, clean.temperature, options));
    } else settle(untried(row, right));
  }
  const { goal, similarity, masked } = attack;
  const oracles: Oracles = {
    model,
    goal,
    temperature: clean.temperature,
    ...(similarity && { similarity }),
    ...(masked && { masked }),
    ...(options.pause && { pause: options.pause }),
    told,
  };
  const width = options.batchSize ?? widthFor(all);
  await lockstep(all, oracles, { width, done: (running, found) => settle(outcomeOf(running, found)) });
  return rows.map((row) => outcomes.get(row)!);
}

function widthFor(all: readonly Running[]): number {
  const words = all.reduce((sum, running) => sum + running.words, 0);
  return Math.max(1, Math.ceil((WORDS * all.length) / Math.max(1, words)));
}

function begin(
  attack: WordAttack,
  examples: LabelledTexts,
  row: number,
  logits: readonly number[],
  T: number,
  options: AttackOptions,
): Running {
  const label = examples.labels[row]!;
  const original = (attack.part === 'pair' ? examples.pairs : examples.texts)![row]!;
  const subject: Subject = {
    row,
    text: worded(original),
    key: fold(options.key, row),
    clean: scored(logits, label, attack.goal, T),
  };
  const account = new Account(room(row, options), original, logits);
  const parts = (text: string): TextParts => partsOf(examples, row, attack.part, text);
  return { row, label, account, original, words: subject.text.spans.length, parts, search: attack.search(subject) };
}

/** What becomes of an example that is not attacked: it is wrong already, or there is no room for a query. */
function untried(row: number, right: boolean): Outcome<TextParts> {
  const cost = { queries: 0, asked: 0, units: 0 };
  return right
    ? { row, right, broken: false, size: Infinity, ...cost, exhausted: true }
    : { row, right, broken: true, size: 0, ...cost };
}

function outcomeOf({ row, account, parts }: Running, found: Variant | undefined): Outcome<TextParts> {
  const { queries, asked } = account;
  const cost = { queries, asked, units: asked };
  if (!found)
    return { row, right: true, broken: false, size: Infinity, ...cost, ...(account.over && { exhausted: true }) };
  return { row, right: true, broken: true, adversarial: parts(found.text), size: found.edits.size, ...cost };
}
