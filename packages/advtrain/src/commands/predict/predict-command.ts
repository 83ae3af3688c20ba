import { setImmediate } from 'node:timers/promises';
import type { TextParts } from '@advtrain/attacks';
import type { OnBadRow, PassageQuestion } from '@advtrain/datasets';
import { breathing, classifications } from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';
import { Command } from 'commander';
import { badRows } from '../../loading/files/bad-rows.ts';
import {
  addAnsweringOptions,
  answering,
  checkAnswering,
  openAsked,
  refuseTemperature,
} from '../answering/answering.ts';
import type { AnsweringFlags, Opened } from '../answering/answering.ts';
import { encodedQuestion, foundAnswers } from '../answering/found-answers.ts';
import { taggedWords } from '../answering/tagged-words.ts';
import { policyOf } from '../../options/data-options.ts';
import { named } from '../../options/named.ts';
import { refuseWindows } from '../../options/window-options.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';
import { spoken } from '../../terminal/output.ts';
import { askedTexts, checkAsked } from './asked-texts.ts';
import type { AskedFlags } from './asked-texts.ts';
import { askedQuestions } from './asked-questions.ts';
import { askedWords } from './asked-words.ts';
import { answerLine, classLine, tagLines } from './lines.ts';
import { repeated } from '../../options/repeated.ts';

interface Flags extends AskedFlags, AnsweringFlags {
  readonly badRows?: string;
  readonly json?: boolean;
}

/** Texts that are put into batches together: neighbours in length are sought among so many. */
const atOnce = 512;

/** `advtrain predict`. */
export function predictCommand(): Command {
  const command = new Command('predict')
    .description(
      'Say which class a model gives to texts, and how probable it finds that, one line a text, in their order; or which tags to their words, or what in a passage answers a question, and where.',
    )
    .argument('<model>', 'the folder of a model in Hugging Face layout, or a name on the hub')
    .option('--text <text>', 'a text; may be given several times', repeated)
    .option('--pair <text>', 'the second text of a pair, as often as --text', repeated)
    .option('--question <text>', 'a question for a model that finds answers; may be given several times', repeated)
    .option('--context <text>', 'the passage that answers a question, as often as --question', repeated)
    .option(
      '--data <file>',
      'a CSV, TSV, JSON-lines or Parquet file with a column text, or question and context, or SQuAD’s JSON; - for lines of standard input',
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
  $ advtrain predict my-reader --question 'Where does Anna live?' --context 'Anna lives in Paris.'
  $ advtrain predict my-reader --data squad.json --json
  $ cut -f 3 mails.tsv | advtrain predict my-model --data -`,
    )
    .action(act);
}

async function act(name: string, flags: Flags): Promise<void> {
  checkAsked(flags);
  checkAnswering(flags);
  const policy = policyOf(flags.badRows);
  await interruptible('Interrupted; the answers so far are complete lines.', async (signal) => {
    const opened = await openAsked(name, flags, { signal, pause: stoppedBy(signal) });
    const { onBadRow, conclude } = badRows(policy, opened.reporter);
    const { task } = opened.model.config;
    const say = task === 'question-answering' ? sayAnswers : task === 'token-classification' ? sayTags : sayClasses;
    await say(opened, { ...flags, name, onBadRow, signal }).finally(() => opened.model.dispose());
    conclude();
  });
}

/** Gives signals their turn, and stops where they said so. */
function stoppedBy(signal: AbortSignal): Pause {
  const breathe = breathing();
  return async () => {
    await breathe();
    signal.throwIfAborted();
  };
}

interface Saying extends Flags {
  readonly name: string;
  readonly onBadRow: OnBadRow;
  readonly signal: AbortSignal;
}

async function sayClasses(
  opened: Opened,
  { name, json = false, temperature, onBadRow, signal, ...asked }: Saying,
): Promise<void> {
  refuseWindows(asked, `${name} gives classes`);
  const { model, labelNames } = answering(name, opened);
  const lines = async (some: readonly TextParts[]): Promise<readonly string[]> => {
    const found = classifications(await model.logits(some), labelNames, temperature);
    return found.map((each, place) => classLine(some[place]!, each, json));
  };
  const onNote = (sentence: string): void => opened.reporter.note(sentence);
  await answered(askedTexts(asked, { onBadRow, onNote }), lines, signal).finally(() => model.dispose());
}

async function sayTags(opened: Opened, { name, json = false, onBadRow, signal, ...asked }: Saying): Promise<void> {
  refuseWindows(asked, `${name} tags words`);
  refuseTemperature(asked, 'tags words');
  const lines = async (some: readonly (readonly string[])[]): Promise<readonly string[]> =>
    (await taggedWords(opened, some)).map((each) => tagLines(each, json));
  await answered(askedWords(asked, onBadRow), lines, signal);
}

async function sayAnswers(opened: Opened, { json = false, onBadRow, signal, ...asked }: Saying): Promise<void> {
  refuseTemperature(asked, 'finds answers in passages');
  const lines = async (some: readonly PassageQuestion[]): Promise<readonly string[]> => {
    const encoded = some.map((each) => encodedQuestion(opened, each, asked));
    const found = await foundAnswers(opened, encoded, asked);
    return found.map((each, place) => answerLine(some[place]!, each, json));
  };
  await answered(askedQuestions(asked, onBadRow), lines, signal);
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
