import { setImmediate } from 'node:timers/promises';
import type { TextParts } from '@advtrain/attacks';
import { classifications } from '@advtrain/evaluate';
import type { Classification } from '@advtrain/evaluate';
import { Command } from 'commander';
import { badRows } from '../../loading/files/bad-rows.ts';
import { addAnsweringOptions, answering, checkAnswering, openAsked } from '../answering.ts';
import type { AnsweringFlags } from '../answering.ts';
import { policyOf } from '../../options/data-options.ts';
import { named } from '../../options/named.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';
import { spoken } from '../../terminal/output.ts';
import { askedTexts, checkAsked } from './asked-texts.ts';
import type { AskedFlags } from './asked-texts.ts';
import { answerLines } from './answer-lines.ts';
import { askedWords } from './asked-words.ts';
import { taggedLines } from './tagged-lines.ts';

interface Flags extends AskedFlags, AnsweringFlags {
  readonly badRows?: string;
  readonly json?: boolean;
}

/** Texts that are put into batches together: neighbours in length are sought among so many. */
const atOnce = 512;

/** `advtrain predict`. */
export function predictCommand(): Command {
  const several = (value: string, before: readonly string[] = []) => [...before, value];
  const command = new Command('predict')
    .description(
      'Say which class a model gives to texts, and how probable it finds that, one line a text, in their order; or which tags to their words, or what in a passage, its pair, answers a question.',
    )
    .argument('<model>', 'the folder of a model in Hugging Face layout, or a name on the hub')
    .option('--text <text>', 'a text; may be given several times', several)
    .option('--pair <text>', 'the second text of a pair, as often as --text', several)
    .option(
      '--data <file>',
      'a CSV, TSV, JSON-lines or Parquet file with a column text; - for lines of standard input',
      named,
    )
    .option('--columns <part=column,…>', 'what the columns of the --data file are: text=…, pair=…')
    .option('--bad-rows <how>', 'at rows of data that are no texts stop, or skip them (default: stop)')
    .option('--json', 'lines of JSON, with the probability of every class');
  return addAnsweringOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  $ advtrain predict my-model --text 'A film to forget.'
  $ advtrain predict my-model --data reviews.csv --columns text=sentence --json >answers.jsonl
  $ advtrain predict my-tagger --text 'Anna lives in Paris.' --json
  $ advtrain predict my-reader --text 'Where does Anna live?' --pair 'Anna lives in Paris.'
  $ cut -f 3 mails.tsv | advtrain predict my-model --data -`,
    )
    .action(act);
}

async function act(name: string, flags: Flags): Promise<void> {
  checkAsked(flags);
  checkAnswering(flags);
  const { temperature, json = false } = flags;
  const policy = policyOf(flags.badRows);
  await interruptible('Interrupted; the answers so far are complete lines.', async (signal) => {
    const opened = await openAsked(name, flags, signal);
    const { onBadRow, conclude } = badRows(policy, opened.reporter);
    if (opened.model.config.task === 'token-classification') {
      const asked = askedWords(flags, onBadRow);
      await answered(asked, (some) => taggedLines(opened, some, json), signal).finally(() => opened.model.dispose());
    } else if (opened.model.config.task === 'question-answering') {
      const asked = askedTexts(flags, onBadRow);
      await answered(asked, (some) => answerLines(opened, some, json), signal).finally(() => opened.model.dispose());
    } else {
      const { model, labelNames, dispose } = answering(name, opened);
      const lines = async (some: readonly TextParts[]): Promise<readonly string[]> => {
        const found = classifications(await model.logits(some), labelNames, temperature);
        return found.map((each, place) => lineOf(some[place]!, each, json));
      };
      await answered(askedTexts(flags, onBadRow), lines, signal).finally(dispose);
    }
    conclude();
  });
}

/** Says the answers to everything that is asked, part by part, as long as somebody reads them. */
async function answered<Asked>(
  asked: AsyncIterable<Asked>,
  linesOf: (some: readonly Asked[]) => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<void> {
  for await (const some of inParts(asked)) {
    signal.throwIfAborted();
    const lines = await linesOf(some);
    if (!(await spoken(lines.join('')))) break;
    await setImmediate();
  }
}

/** As many at once as serve, and what is left. */
async function* inParts<Asked>(texts: AsyncIterable<Asked>): AsyncGenerator<readonly Asked[], void> {
  let some: Asked[] = [];
  for await (const text of texts) {
    some.push(text);
    if (some.length < atOnce) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

function lineOf([text, pair]: TextParts, { label, probability, probabilities }: Classification, json: boolean): string {
  const said = pair === undefined ? { text } : { text, pair };
  if (json) return `${JSON.stringify({ ...said, label, probability, probabilities })}\n`;
  const plain = Object.values(said).map((part) => part.replace(/\s+/g, ' '));
  return `${[label, probability.toFixed(4), ...plain].join('\t')}\n`;
}
