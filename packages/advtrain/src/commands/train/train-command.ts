import { join } from 'node:path';
import {
  claimFolder,
  hash,
  hasShare,
  lengthsOf,
  measuredOf,
  optionsText,
  run,
  sizeNotes,
  store,
  version,
} from '@advtrain/compare';
import type { Json, RunResult } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import { Command } from 'commander';
import { checkAlike } from '../../cluster/alike.ts';
import { membership } from '../../cluster/membership.ts';
import type { Membership } from '../../cluster/membership.ts';
import { addClusterOptions } from '../../cluster/options.ts';
import { methods } from '../../methods.ts';
import { checkApart } from '../../models/apart.ts';
import { addDataOptions } from '../../options/data-options.ts';
import { crashesOption } from '../../options/crashes-option.ts';
import { named } from '../../options/named.ts';
import { backendOption } from '../../options/backend-option.ts';
import { number } from '../../options/number.ts';
import { addSettingsOptions, askedOf } from '../../options/settings-options.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';
import { complain } from '../../terminal/output.ts';
import { openSession } from '../session.ts';
import type { Session } from '../session.ts';
import { requested } from './requested.ts';
import type { Requested, TrainFlags } from './requested.ts';
import { openSubmissions, writeSubmissions } from './submissions.ts';
import { summary } from './summary.ts';
import { writeTrainedCard } from './trained-card.ts';

/** `advtrain train`. */
export function trainCommand(): Command {
  const command = new Command('train')
    .description(
      'Train a model with one method, and save the best evaluation of it: an encoder as a Hugging Face folder.',
    )
    .option('--recipe <name>', 'a published experiment (see advtrain recipes); every other option overrides it')
    .option(
      '--method <name>',
      `the method: ${methods.map(({ name }) => name).join(', ')}, or a plugin's (needed without a recipe)`,
    )
    .option(
      '--task <name>',
      'a task, whole (see advtrain tasks), e.g. glue/cola; its metric chooses the best evaluation',
    )
    .option('--data-from <dir>', 'a folder of original files of the task (default: ADVTRAIN_DATA, then the hub)', named)
    .option('--tiny', 'a trial within seconds: a tiny random model of that family, and 256 examples')
    .option('--out <dir>', 'the folder that the model is saved in (needed without a recipe)', named)
    .option('--patience <n>', 'stop after so many evaluations (one an epoch) without a better one', number)
    .option('--submission <dir>', 'write the files for the GLUE test server into this folder', named)
    .option('--merge', 'of --lora save the whole model, the adapters merged (default: the adapter alone)')
    .option('--seed <n>', 'what everything random follows from', number, 1);
  addClusterOptions(addDataOptions(addSettingsOptions(command, '0')))
    .option('--json', 'print what was measured as JSON')
    .option('--quiet', 'say nothing but the result, and what is wrong')
    .option(...backendOption)
    .option('--checkpoint-every <seconds>', 'how much training a crash may cost', number, 120)
    .addOption(crashesOption())
    .addHelpText(
      'after',
      `
The folder holds config.json, model.safetensors and the tokenizer, as Python's transformers loads them (a net for images:
config.json and model.safetensors), and a model card, README.md; the record of the run is in training/. With --lora it holds adapter_config.json and
adapter_model.safetensors, as Python's peft loads them: predict, serve, evaluate and export take that as it is, and advtrain merge
makes a whole model of it.

Examples:
  $ advtrain train --method freelb --out my-model
  $ advtrain train --recipe freelb/roberta-large/rte
  $ advtrain train --recipe freelb/roberta-large/rte --tiny --data-from ./glue_data
  $ advtrain train --method freelb --task glue/cola --model roberta-base --patience 2 --out my-model
  $ advtrain train --method freelb --lora r=8,alpha=16,target=query+value --model roberta-base --out my-adapter
  $ advtrain train --method pgd --task mnist --model yopo-mnist --out my-net
  $ advtrain train --method pgd --set pgd.steps=5 --data my.csv --epochs 3 --out my-model`,
    )
    .action(act);
  return command;
}

async function act(flags: TrainFlags): Promise<void> {
  const { method, settings, said, out: asked } = requested(flags, await askedOf(flags));
  await checkApart(settings.model, [asked]);
  const { seeds: _seeds, methods: _methods, ...alike } = settings;
  const member = await membership(flags, {
    out: asked,
    digest: { seed: flags.seed, method: method.name, ...alike },
    batchSize: settings.batchSize,
  });
  try {
    await asMember(member, flags, { method, settings, said, out: member.out });
  } finally {
    await member.end();
  }
}

async function asMember(
  member: Membership,
  given: TrainFlags,
  { method, settings, said, out }: Requested,
): Promise<void> {
  // What comes of it is said and saved once.
  const { submission, ...rest } = given;
  const flags = member.isFirst ? given : { ...rest, quiet: true };
  const how = `Interrupted; the same command again goes on from what is kept in ${member.results}.`;
  const { session, result } = await interruptible(how, async (signal) => {
    // Before the data are read, which may take a while.
    const claim = await claimFolder(out);
    try {
      const unlabelled = member.isFirst && submission !== undefined;
      if (unlabelled) await openSubmissions(submission);
      const session = await openSession(settings, [method], { ...flags, unlabelled, said, signal, member });
      const result = await trained(method, session, out, flags, signal, member.isFirst);
      member.leave();
      return { session, result };
    } finally {
      await claim.release();
    }
  });
  const { status, failure = '', steps, best } = result;
  if (status === 'diverged' && !best) throw new Error(`${failure} Nothing was saved.`);
  if (member.isFirst)
    process.stdout.write(flags.json ? `${JSON.stringify(result, null, 2)}\n` : summary(method, result, session, out));
  if (status === 'finished') return;
  const what = status === 'diverged' ? 'diverged, and what is saved is from before' : `was stopped after step ${steps}`;
  if (member.isFirst) complain(`advtrain: Training ${what}: ${failure}`);
  process.exitCode = 1;
}

async function trained(
  entry: MethodEntry,
  session: Session,
  out: string,
  flags: TrainFlags,
  signal: AbortSignal,
  isSaved: boolean,
): Promise<RunResult> {
  const { task, on, engine, settings, cluster } = session;
  const { patience, submission } = flags;
  const options = settings.options[entry.name] ?? {};
  const note = (text: string) => {
    on({ kind: 'note', text });
  };
  const wrong = (text: string) => {
    on({ kind: 'note', text, isWrong: true });
  };
  const kept = store(join(out, 'training'), {}, { alone: true, note: wrong });
  const lengths = await lengthsOf(task);
  const relative = hasShare([options, settings.attack]) ? { lengths } : {};
  const determined = {
    ...settings,
    patience,
    methodVersion: entry.version,
    version,
    backend: engine.backend,
    fingerprint: task.fingerprint,
  };
  const key = hash({ ...determined, ...relative } as unknown as Json);
  if (cluster) checkAlike(cluster, key);
  const name = `${entry.name}-seed${flags.seed}`;
  const measured = measuredOf({ ...task.info, lengths });
  const text = optionsText(options, { entry, measured });
  note(`${entry.title}, seed ${flags.seed}: ${text}`);
  [...task.info.notes, ...sizeNotes(entry, options, measured)].forEach(note);
  kept.begin({ name, key, determined: determined as unknown as Json });
  const result = await run({ entry, options }, flags.seed, {
    task,
    training: settings,
    attack: settings.attack,
    on,
    key,
    signal,
    checkpointSeconds: flags.checkpointEvery,
    record: kept.file(name, key, '.jsonl'),
    checkpoint: kept.file(name, key, '.safetensors'),
    best: { path: kept.file(name, key, '.best.safetensors'), ...(patience === undefined ? {} : { patience }) },
    cluster,
    shardsOptimizer: flags.shardOptimizer,
    trained: async (model, pause) => {
      if (!isSaved) return;
      await task.save(out, { ...model.frozen, ...model.params });
      if (submission !== undefined) await writeSubmissions(submission, settings.data, task, model, { on, pause });
    },
  });
  if (isSaved && (result.status !== 'diverged' || result.best))
    await writeTrainedCard(out, entry, result, session, flags.devData);
  kept.keep(name, result);
  return result;
}
