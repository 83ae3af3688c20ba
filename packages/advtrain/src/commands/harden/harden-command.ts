import { join } from 'node:path';
import { checkClaimable, claimFolder, preferences, pickRule, tolerance } from '@advtrain/compare';
import { engine } from '@advtrain/engine';
import type { EngineInfo } from '@advtrain/engine';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import type { Reporter } from '@advtrain/engine/fetch';
import { Command } from 'commander';
import { membership } from '../../cluster/membership.ts';
import type { Membership } from '../../cluster/membership.ts';
import { addClusterOptions } from '../../cluster/options.ts';
import { tellingKept } from '../../crashes/telling-kept.ts';
import { checkApart } from '../../models/apart.ts';
import { crashesOption } from '../../options/crashes-option.ts';
import { named } from '../../options/named.ts';
import { backendOption } from '../../options/backend-option.ts';
import { number } from '../../options/number.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';
import { lines } from '../../terminal/lines.ts';
import { complain } from '../../terminal/output.ts';
import { plainText } from '../evaluate/report/summary.ts';
import { knownBackend } from '../session.ts';
import { announced } from './announced.ts';
import { asked } from './asked.ts';
import type { Asked, HardenFlags } from './asked.ts';
import { begun } from './begun.ts';
import { evidenceSentences } from './evidence/sentences.ts';
import { sideBySide } from './evidence/tables.ts';
import { give } from './given.ts';
import { hardened } from './hardened.ts';

/** `advtrain harden`. */
export function hardenCommand(): Command {
  const command = new Command('harden')
    .description(
      'Take a classifier or an encoder and your data, train a model that is harder to break, prove it against natural training, and give it back.',
    )
    .requiredOption(
      '--model <name|folder>',
      'a classifier of yours, or a pretrained encoder (see advtrain models)',
      named,
    )
    .requiredOption('--data <file>', 'texts and labels to train on: CSV, TSV, JSON lines or Parquet', named)
    .option('--dev <file>', 'what is reported, and used for nothing else (default: one row in five of --data)', named)
    .requiredOption('--out <dir>', 'where the model, the evidence and what is kept to go on with go', named)
    .option(
      '--budget <what>',
      'a time for all training, such as 30m or 2h, or what each model may spend: units=…, seconds=…, steps=…, x3',
      '30m',
    )
    .option('--prefer <what>', `what is picked by: ${preferences.join(', ')}; see below`, 'balance')
    .option(
      '--give-up <points>',
      `points of clean accuracy that robustness may cost, with --prefer balance (default: ${100 * tolerance})`,
      number,
    )
    .option('--dry-run', 'look at the data, say what would be done and how long it takes, and write nothing')
    .option(
      '--methods <a,b>',
      'what is trained with, beside the control (default: of freelb, vat, a2t, pgd as many as the budget pays for)',
    )
    .option(
      '--neighbours <file>',
      'neighbours of words, to train and to attack with (default: WordNet’s synonyms)',
      named,
    )
    .option('--columns <part=column,…>', 'what the columns of the files are: text=…, pair=…, label=…')
    .option('--bad-rows <how>', 'at rows of data that are no examples stop, or skip them (default: stop)')
    .option('--train-size <n>', 'training rows at most', number)
    .option('--max-length <n>', 'tokens of a text at most', number, 128)
    .option('--epochs <n>', 'what x3 is a multiple of, and how often training is evaluated', number, 3)
    .option('--batch-size <n>', 'examples a batch', number, 32)
    .option('--learning-rate <x>', 'the highest learning rate (default: 3e-5; below 50 M parameters 1e-4)', number)
    .option('--examples <n>', 'how many examples the report attacks', number, 200)
    .option('--queries <n>', 'queries of an attack on texts for each word at most, in the report', number, 20)
    .option('--steps <n>', 'moves of the attack in a ball', number, 10)
    .option('--seed <n>', 'what everything random follows from', number, 1)
    .option('--no-onnx', 'write no ONNX beside the model')
    .option('--restart', 'forget what --out holds and begin anew')
    .option('--checkpoint-every <seconds>', 'how much training a crash may cost', number, 120);
  return addClusterOptions(command)
    .addOption(crashesOption())
    .option('--json', 'print evidence.json instead of sentences')
    .option('--quiet', 'say nothing but the result, and what is wrong')
    .option(...backendOption)
    .addHelpText(
      'after',
      `
What --prefer picks, on rows that are neither trained on nor reported:
${preferences.map((each) => `  ${each.padEnd(12)}${pickRule(each)}`).join('\n')}

DIR gets model/ (as Python's transformers loads it, with a model card), onnx/ (as transformers.js does, with the model in
onnx/onnx/model.onnx), evidence.html and evidence.json. Where nothing holds more than natural training, model/ is that. The same
command again goes on where it was interrupted.

Examples:
  $ advtrain harden --model ./my-classifier --data train.csv --dev dev.csv --dry-run --out hardened
  $ advtrain harden --model ./my-classifier --data train.csv --dev dev.csv --budget 30m --out hardened
  $ advtrain harden --model minilm-l6 --data train.csv --budget x3 --prefer robustness --out hardened`,
    )
    .action(act);
}

async function act(flags: HardenFlags): Promise<void> {
  const what = asked(flags);
  const written = ['model', 'onnx', 'training'].map((part) => join(flags.out, part));
  await checkApart(flags.model, written, { withAllInside: true });
  if (flags.dryRun) {
    await foretold(flags, what);
    return;
  }
  const { rank: _, ...alike } = flags;
  const member = await membership(flags, { out: flags.out, digest: { ...alike }, batchSize: flags.batchSize });
  try {
    await asMember(member, flags, what);
  } finally {
    await member.end();
  }
}

/** Says what would be done. */
async function foretold(flags: HardenFlags, what: Asked): Promise<void> {
  await checkClaimable(flags.out);
  const reporter = flags.quiet ? silentReporter : terminalReporter(process.stderr);
  await interruptible('Interrupted; nothing was written.', async (signal) => {
    const { backend } = await started(flags, reporter);
    const alone = { cluster: undefined, results: flags.out, keeps: false };
    const said = announced(await begun(flags, what, { reporter, signal, backend, ...alone }), flags);
    process.stdout.write(said.map((line) => `${line}\n`).join(''));
  });
}

async function asMember(member: Membership, given: HardenFlags, what: Asked): Promise<void> {
  const { out, results } = member;
  // What comes of it is said once.
  const flags = member.isFirst ? given : { ...given, out, quiet: true };
  const { quiet = false, json, onnx } = flags;
  const reporter = quiet ? silentReporter : terminalReporter(process.stderr);
  const how = `Interrupted; the same command again goes on from what is kept in ${results}.`;
  await interruptible(how, async (signal) => {
    const claim = await claimFolder(out);
    try {
      const used = await started(flags, reporter);
      // Before the first variable is made.
      const cluster = await member.join(signal);
      const together = { cluster, results, keeps: true };
      const ready = await begun(flags, what, { reporter, signal, backend: used.backend, ...together });
      for (const line of announced(ready, flags)) reporter.note(line);
      const on = tellingKept(lines(process.stderr, { quiet }));
      const found = await hardened(flags, ready, { engine: used, on, reporter, signal, member, cluster });
      if (!found) return;
      const { evidence, from } = found;
      const files = await give(evidence, ready.reported, { folder: out, from, onnx, reporter, signal });
      const tables = [sideBySide(evidence)];
      const text = plainText({ tables, sentences: evidenceSentences(evidence), details: [] });
      process.stdout.write(json ? `${JSON.stringify(evidence, null, 2)}\n` : text);
      if (!quiet) complain(`Written: ${files.join(', ')}.`);
    } finally {
      await claim.release();
    }
  });
}

function started({ backend }: HardenFlags, reporter: Reporter): Promise<EngineInfo> {
  return engine({ reporter, ...(backend === undefined ? {} : { backend: knownBackend(backend) }) });
}
