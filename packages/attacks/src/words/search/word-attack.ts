import { wholeNumber, type Paper } from '@advtrain/core';
import { fold } from '@advtrain/engine';
import type { Attack, AttackOptions, Clean, Need, Outcome } from '../../attack/attack.ts';
import { room } from '../../attack/budget.ts';
import { temperature } from '../../attack/temperature.ts';
import { worded } from '../text/words.ts';
import { Account } from './account.ts';
import { answered, scored, type Goal } from './goal.ts';
import { lockstep, type Oracles, type Running } from './lockstep.ts';
import { logitsOf } from './questions.ts';
import type { Search, Subject, Variant } from './search.ts';
import type { LabelledTexts, MaskedModel, Part, Similarity, TextModel, TextParts } from './text-model.ts';

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

/** How many texts advance at once by default. */
const WIDTH = 128;

/** An attack in the form of all attacks. */
export function wordAttack(attack: WordAttack): Attack<TextModel, LabelledTexts, TextParts> {
  const { name, paper, needs } = attack;
  return {
    name,
    ...(paper && { paper }),
    needs,
    cost: () => Infinity,
    async look(model, examples, options) {
      return look(model, examples, rowsOf(model, examples, attack.part, options), options);
    },
    run: (model, examples, options) => run(attack, model, examples, options),
  };
}

async function run(
  attack: WordAttack,
  model: TextModel,
  examples: LabelledTexts,
  options: AttackOptions,
): Promise<readonly Outcome<TextParts>[]> {
  const rows = rowsOf(model, examples, attack.part, options);
  const width = options.batchSize === undefined ? WIDTH : wholeNumber('batchSize', options.batchSize, 1);
  const clean = options.clean ?? (await look(model, examples, rows, options));
  const outcomes = new Map<number, Outcome<TextParts>>();
  const settle = (outcome: Outcome<TextParts>): void => {
    outcomes.set(outcome.row, outcome);
    options.progress?.(outcomes.size, rows.length);
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
  };
  await lockstep(all, oracles, {
    width,
    ...(options.pause && { pause: options.pause }),
    done: (running, found) => settle(outcomeOf(running, found)),
  });
  return rows.map((row) => outcomes.get(row)!);
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
    text: worded(original),
    key: fold(options.key, row),
    clean: scored(logits, label, attack.goal, T),
  };
  const account = new Account(room(row, options), new Map([[original, logits]]));
  const parts = (text: string): TextParts => partsOf(examples, row, attack.part, text);
  return { row, label, account, original, parts, search: attack.search(subject) };
}

/** A row's text or texts; with another in one part, where that is given. */
function partsOf({ texts, pairs }: LabelledTexts, row: number, part?: Part, text?: string): TextParts {
  const first = part === 'text' ? text! : texts[row]!;
  if (!pairs) return [first];
  return [first, part === 'pair' ? text! : pairs[row]!];
}

/** What becomes of an example that is not attacked: it is wrong already, or there is no room for a query. */
function untried(row: number, right: boolean): Outcome<TextParts> {
  return { row, right, broken: !right, size: right ? Infinity : 0, queries: 0, asked: 0, units: 0 };
}

function outcomeOf({ row, account, parts }: Running, found: Variant | undefined): Outcome<TextParts> {
  const { queries, asked } = account;
  const cost = { queries, asked, units: asked };
  if (!found) return { row, right: true, broken: false, size: Infinity, ...cost };
  return { row, right: true, broken: true, adversarial: parts(found.text), size: found.edits.size, ...cost };
}

async function look(
  model: TextModel,
  examples: LabelledTexts,
  rows: readonly number[],
  options: AttackOptions,
): Promise<Clean> {
  const logits = await logitsOf(
    model,
    rows.map((row) => partsOf(examples, row)),
  );
  const byRow = new Map(rows.map((row, index) => [row, logits[index]!]));
  return { logits: byRow, temperature: temperatureOf(logits, rows, examples, options) };
}

function temperatureOf(
  logits: readonly (readonly number[])[],
  rows: readonly number[],
  { labels }: LabelledTexts,
  { temperature: chosen = 'calibrated' }: AttackOptions,
): number {
  if (chosen === 'calibrated') {
    if (rows.length === 0) return 1;
    return temperature(
      logits,
      rows.map((row) => labels[row]!),
    );
  }
  if (chosen > 0 && Number.isFinite(chosen)) return chosen;
  throw new Error(`temperature is ${chosen}, but must be above 0, or "calibrated".`);
}

/** The rows that are attacked. Throws one sentence where the attack cannot be made. */
function rowsOf(
  { classes }: TextModel,
  { texts, pairs, labels }: LabelledTexts,
  part: Part,
  options: AttackOptions,
): readonly number[] {
  if (!Number.isInteger(classes) || classes < 2)
    throw new Error(
      `The model has ${classes} outputs a text, but words are attacked where there are at least 2 classes: ` +
        'attack the embeddings of a regression or of multiple choice.',
    );
  if (labels.length !== texts.length || (pairs && pairs.length !== texts.length))
    throw new Error(
      `There are ${texts.length} texts, ${pairs ? `${pairs.length} pairs and ` : ''}${labels.length} labels: give as many of each.`,
    );
  if (part === 'pair' && !pairs)
    throw new Error('part is "pair", but the examples are single texts: attack part "text".');
  const rows = options.rows ?? labels.map((_, row) => row);
  if (new Set(rows).size !== rows.length) throw new Error('rows names a row twice: name each once.');
  for (const row of rows) {
    if (!(row in texts)) throw new Error(`rows has ${row}, but the rows are 0 to ${texts.length - 1}.`);
    const label = labels[row]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new Error(`The label of row ${row} is ${label}, but must be a class index from 0 to ${classes - 1}.`);
  }
  return rows;
}
