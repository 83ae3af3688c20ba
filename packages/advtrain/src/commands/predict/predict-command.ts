import { setImmediate } from 'node:timers/promises';
import type { TextModel, TextParts } from '@advtrain/attacks';
import { UsageError } from '@advtrain/compare';
import { engine } from '@advtrain/engine';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import { askedClassifier, classifications } from '@advtrain/evaluate';
import type { Classification } from '@advtrain/evaluate';
import { Command } from 'commander';
import { badRows } from '../../loading/bad-rows.ts';
import { openClassifier } from '../../models/classifier.ts';
import { policyOf } from '../../options/data-options.ts';
import { named } from '../../options/named.ts';
import { number } from '../../options/settings-options.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';
import { knownBackend } from '../session.ts';
import { askedTexts, checkAsked } from './asked-texts.ts';
import type { AskedFlags } from './asked-texts.ts';

interface Flags extends AskedFlags {
  readonly badRows?: string;
  readonly temperature: number;
  readonly maxLength?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly backend?: string;
}

/** Texts that are put into batches together: neighbours in length are sought among so many. */
const atOnce = 512;

/** `advtrain predict`. */
export function predictCommand(): Command {
  const several = (value: string, before: readonly string[] = []) => [...before, value];
  return new Command('predict')
    .description(
      'Say which class a model gives to texts, and how probable it finds that: one line a text, in their order.',
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
    .option(
      '--temperature <T>',
      'divide logits by it, as advtrain evaluate prints it, so that probabilities are calibrated',
      number,
      1,
    )
    .option('--max-length <n>', 'tokens of a text at most (default: what the model reads)', number)
    .option('--json', 'lines of JSON, with the probability of every class')
    .option('--quiet', 'nothing but the answers')
    .option('--backend <name>', 'native, wasm, cpu, tfjs-node or tfjs-node-gpu (default: the fastest there is)')
    .addHelpText(
      'after',
      `
Examples:
  $ advtrain predict my-model --text 'A film to forget.'
  $ advtrain predict my-model --data reviews.csv --columns text=sentence --json >answers.jsonl
  $ cut -f 3 mails.tsv | advtrain predict my-model --data -`,
    )
    .action(act);
}

async function act(name: string, flags: Flags): Promise<void> {
  checkAsked(flags);
  const { temperature, maxLength, quiet, backend, json } = flags;
  if (!(temperature > 0)) throw new UsageError(`--temperature is ${temperature}, but must be above 0.`);
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 3))
    throw new UsageError(`--max-length is ${maxLength}, but must be a whole number, at least 3.`);
  const policy = policyOf(flags.badRows);
  const reporter = quiet ? silentReporter : terminalReporter(process.stderr);
  await interruptible('Interrupted; the answers so far are complete lines.', async (signal) => {
    await engine({ reporter, ...(backend === undefined ? {} : { backend: knownBackend(backend) }) });
    const loaded = await openClassifier(name, { reporter, signal });
    const longest = Math.min(maxLength ?? loaded.maxLength, loaded.maxLength);
    const model = askedClassifier({ ...loaded, maxLength: longest });
    const { onBadRow, conclude } = badRows(policy, reporter);
    try {
      for await (const some of inParts(askedTexts(flags, onBadRow))) {
        signal.throwIfAborted();
        const found = await answers(model, some, loaded.labelNames, temperature);
        process.stdout.write(found.map((each, place) => lineOf(some[place]!, each, json ?? false)).join(''));
        await setImmediate();
      }
      conclude();
    } finally {
      model.dispose();
      loaded.model.dispose();
    }
  });
}

async function answers(
  model: TextModel,
  texts: readonly TextParts[],
  labelNames: readonly string[],
  temperature: number,
): Promise<readonly Classification[]> {
  return classifications(await model.logits(texts), labelNames, temperature);
}

/** As many at once as serve; from a stream that waits for them, what there is. */
async function* inParts(texts: AsyncIterable<TextParts>): AsyncGenerator<readonly TextParts[], void> {
  let some: TextParts[] = [];
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
