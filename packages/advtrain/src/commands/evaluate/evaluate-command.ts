import { join } from 'node:path';
import { claimFolder, hash, UsageError, version } from '@advtrain/compare';
import { writeFileAtomically } from '@advtrain/core';
import type { Length } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import type { Reporter } from '@advtrain/engine/fetch';
import { lossIncrease } from '@advtrain/evaluate';
import { quantile } from '@advtrain/statistics';
import { Command } from 'commander';
import { named } from '../../options/named.ts';
import { number } from '../../options/settings-options.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';
import { complain } from '../../terminal/output.ts';
import { knownBackend } from '../session.ts';
import { attackNames, chosenAttacks, usualAttacks } from './attack-choice.ts';
import { checkMeasured, measuredOn } from './examples.ts';
import { Kept } from './kept.ts';
import { measured } from './measuring.ts';
import type { Plan } from './measuring.ts';
import { evaluationPage } from './page.ts';
import type { Evaluation, ModelResult } from './results.ts';
import { openSubject } from './subjects.ts';
import type { Subject } from './subjects.ts';
import { plainText, summaryOf } from './summary.ts';

interface Flags {
  readonly data: string;
  readonly columns?: string;
  readonly badRows?: string;
  readonly dataFrom?: string;
  readonly maxLength: number;
  readonly attacks: string;
  readonly radii: string;
  readonly steps: number;
  readonly examples: number;
  readonly queries: number;
  readonly neighbours?: string;
  readonly part: string;
  readonly signs?: boolean;
  readonly measure?: string;
  readonly seed: number;
  readonly out: string;
  readonly saveAdversarial?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly backend?: string;
}

/** `advtrain evaluate`. */
export function evaluateCommand(): Command {
  const names = Object.entries(attackNames).map(([name, what]) => `  ${name.padEnd(14)}${what}`);
  return new Command('evaluate')
    .description(
      'Measure how robust classifiers of texts are, also those that were not trained here: clean, and under attack.',
    )
    .argument('<models...>', 'folders of models in Hugging Face layout, or names on the hub')
    .option(
      '--data <name|file>',
      'what they are measured on: a whole file of texts and labels, or the development set of a task',
      named,
      'reviews',
    )
    .option('--columns <part=column,…>', 'what the columns of the --data file are: text=…, pair=…, label=…')
    .option('--bad-rows <how>', 'at rows of data that are no examples stop, or skip them (default: stop)')
    .option('--data-from <dir>', 'a folder of original files of the task (default: ADVTRAIN_DATA, then the hub)', named)
    .option('--max-length <n>', 'tokens of a text at most', number, 128)
    .option('--attacks <a,b>', 'the attacks, of those below', usualAttacks)
    .option('--radii <a,b>', 'radii ε of balls, as numbers or shares of the median ‖x‖', '1%,2%,3%,5%,8%')
    .option('--steps <n>', 'moves of an attack in a ball', number, 10)
    .option('--examples <n>', 'how many examples are attacked, drawn with the shares of classes', number, 300)
    .option('--queries <n>', 'queries of an attack on texts for each word at most', number, 50)
    .option('--neighbours <file>', 'a table of neighbours (JSON), or counter-fitted vectors', named)
    .option('--part <which>', 'which text of a pair is edited: text or pair', 'text')
    .option('--signs', 'look for signs of masked gradients')
    .option('--measure <what>', 'max-loss-increase: the measure of FreeLB’s paper, the first model as the reference')
    .option('--seed <n>', 'what everything random follows from', number, 1)
    .option('--out <dir>', 'where evaluation.json and evaluation.html go', named, 'advtrain-results/evaluation')
    .option('--save-adversarial <file>', 'write the texts that break models as lines of JSON', named)
    .option('--json', 'print evaluation.json instead of sentences')
    .option('--quiet', 'no progress, only the result')
    .option('--backend <name>', 'native, wasm, cpu, tfjs-node or tfjs-node-gpu (default: the fastest there is)')
    .addHelpText(
      'after',
      `
Attacks:
${names.join('\n')}

The same command again goes on where it was interrupted.

Examples:
  $ advtrain evaluate my-model --data test.csv
  $ advtrain evaluate natural freelb --data glue/sst2 --attacks pgd,words --save-adversarial broken.jsonl
  $ advtrain evaluate my-model --data test.csv --attacks substitution --neighbours neighbours.json`,
    )
    .action(act);
}

async function act(models: readonly string[], flags: Flags): Promise<void> {
  const { out } = flags;
  const radii = radiiOf(flags.radii);
  if (flags.part !== 'text' && flags.part !== 'pair')
    throw new UsageError(`--part is ${flags.part}, but must be text or pair.`);
  if (flags.measure !== undefined && flags.measure !== 'max-loss-increase')
    throw new UsageError(`--measure is ${flags.measure}, but must be max-loss-increase.`);
  for (const [flag, value] of [
    ['--examples', flags.examples],
    ['--queries', flags.queries],
    ['--steps', flags.steps],
  ] as const)
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`${flag} is ${value}, but must be a whole number, at least 1.`);
  const twice = models.find((name, place) => models.indexOf(name) !== place);
  if (twice !== undefined) throw new UsageError(`${twice} is named twice; name each model once.`);
  checkMeasured(flags.data);
  const { part, steps, neighbours } = flags;
  const attacks = await chosenAttacks(flags.attacks, { steps, neighbours, part });
  const how = `Interrupted; the same command again goes on from what is kept in ${out}.`;
  const evaluation = await interruptible(how, async (signal) => {
    const claim = await claimFolder(out);
    try {
      const found = await evaluated(models, { flags, radii, attacks, signal });
      await writeFileAtomically(join(out, 'evaluation.json'), [`${JSON.stringify(found, null, 2)}\n`]);
      await writeFileAtomically(join(out, 'evaluation.html'), [evaluationPage(found)]);
      if (flags.saveAdversarial !== undefined)
        await writeFileAtomically(flags.saveAdversarial, [adversarialLines(found)]);
      return found;
    } finally {
      await claim.release();
    }
  });
  process.stdout.write(flags.json ? `${JSON.stringify(evaluation, null, 2)}\n` : plainText(summaryOf(evaluation)));
  if (!flags.quiet) complain(`Written: ${join(out, 'evaluation.html')}, ${join(out, 'evaluation.json')}.`);
}

interface Asked {
  readonly flags: Flags;
  readonly radii: readonly Length[];
  readonly attacks: Plan['attacks'];
  readonly signal: AbortSignal;
}

async function evaluated(names: readonly string[], { flags, radii, attacks, signal }: Asked): Promise<Evaluation> {
  const { data, maxLength, quiet, seed, queries, out } = flags;
  const reporter: Reporter = quiet ? silentReporter : terminalReporter(process.stderr);
  await engine({ reporter, ...(flags.backend === undefined ? {} : { backend: knownBackend(flags.backend) }) });
  const from = { reporter, signal, dataFrom: flags.dataFrom };
  const { title, examples } = await measuredOn(data, flags, from);
  const attacked = Math.min(flags.examples, examples.labels.length);
  const fingerprint = hash([examples.texts, examples.pairs ?? null, examples.labels, examples.labelNames]);
  const plan: Plan = {
    examples,
    fingerprint,
    attacked,
    attacks,
    radii,
    queriesPerWord: queries,
    seed,
    signs: flags.signs ?? false,
  };
  const pause = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };
  const how = { kept: new Kept(join(out, 'attacks')), note: (line: string) => reporter.note(line), pause };
  const subjects: Subject[] = [];
  const models: ModelResult[] = [];
  try {
    for (const name of names) {
      subjects.push(await openSubject(name, examples, { maxLength, reporter, signal }));
      models.push(await measured(subjects.at(-1)!, plan, how));
    }
    const increase = flags.measure === undefined ? undefined : await increases(subjects, attacked, pause);
    return {
      data: title,
      classes: examples.labelNames,
      examples: examples.labels.length,
      attacked,
      models,
      ...(increase && { lossIncrease: increase }),
      version,
    };
  } finally {
    for (const { model } of subjects) model.dispose();
  }
}

async function increases(
  subjects: readonly Subject[],
  examples: number,
  pause: () => Promise<void>,
): Promise<NonNullable<Evaluation['lossIncrease']>> {
  const [first] = subjects;
  const models = Object.fromEntries(subjects.map(({ name, model, set }) => [name, { model, set }]));
  const found = await lossIncrease(models, { examples, pause });
  const quartiles = (values: readonly number[]) =>
    [quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)] as const;
  return {
    reference: first!.name,
    examples: found.rows.length,
    medianRadius: quantile(found.radii, 0.5),
    increases: Object.fromEntries(Object.entries(found.increases).map(([name, values]) => [name, quartiles(values)])),
  };
}

function radiiOf(text: string): readonly Length[] {
  return text.split(',').map((each): Length => {
    const share = /^\s*(\d+(?:\.\d+)?)%\s*$/.exec(each);
    if (share && Number(share[1]) > 0) return `${Number(share[1])}%`;
    const value = Number(each);
    if (each.trim() !== '' && Number.isFinite(value) && value > 0) return value;
    throw new UsageError(
      `--radii names ${JSON.stringify(each)}, but must be numbers or shares above 0, such as 0.1,3%.`,
    );
  });
}

/** A line of JSON for each text that breaks a model. */
function adversarialLines({ models }: Evaluation): string {
  const lines = models.flatMap(({ model, attacks }) =>
    attacks.flatMap(({ name, texts }) => texts.map((text) => JSON.stringify({ model, attack: name, ...text }))),
  );
  return lines.map((line) => `${line}\n`).join('');
}
