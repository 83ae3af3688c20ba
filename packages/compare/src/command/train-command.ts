import { Command } from 'commander';
import { methodName } from '../assignments.ts';
import { bytes, count, duration, percent } from '../format.ts';
import { methods, optionsText } from '../methods.ts';
import { resolve } from '../resolve.ts';
import { run } from '../run.ts';
import { hash, store } from '../store.ts';
import type { Json } from '../store.ts';
import { UsageError } from '../usage-error.ts';
import { interruptible } from './ctrl-c.ts';
import { openSession } from './session.ts';
import { addSettingsOptions, configsOf, number } from './settings-options.ts';
import type { SettingsFlags } from './settings-options.ts';

interface Flags extends SettingsFlags {
  readonly method: string;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly backend?: string;
  readonly checkpointEvery: number;
}

/** `advtrain train`. */
export function trainCommand(): Command {
  const command = new Command('train')
    .description('Train a model with one method and save it as a Hugging Face folder.')
    .requiredOption('--method <name>', `the method: ${Object.keys(methods).join(', ')}`)
    .requiredOption('--out <dir>', 'the folder that the model is saved in')
    .option('--seed <n>', 'what everything random follows from', number, 1);
  addSettingsOptions(command)
    .option('--json', 'print what was measured as JSON')
    .option('--quiet', 'no progress, only the result')
    .option('--backend <name>', 'native, wasm, cpu, tfjs-node or tfjs-node-gpu (default: the fastest there is)')
    .option('--checkpoint-every <seconds>', 'how much training a crash may cost', number, 120)
    .addHelpText(
      'after',
      `
The folder holds config.json, model.safetensors and the tokenizer, as Python's transformers loads them; the record of
the run is in training/.

Examples:
  $ advtrain train --method freelb --out my-model
  $ advtrain train --method pgd --set pgd.steps=5 --data my.csv --epochs 3 --out my-model`,
    )
    .action(act);
  return command;
}

async function act(flags: Flags): Promise<void> {
  const method = methodName(flags.method);
  if (method === 'natural-matched') {
    throw new UsageError('natural-matched is defined by the methods it is compared with; use --method natural here.');
  }
  if (!Number.isInteger(flags.seed) || flags.seed < 0) {
    throw new UsageError(`--seed is ${flags.seed}, but must be a whole number, at least 0.`);
  }
  const settings = resolve(...configsOf(flags), { methods: [method], seeds: [flags.seed] });
  const how = `Interrupted; the same command again goes on from what is kept in ${flags.out}.`;
  const result = await interruptible(how, async (signal) => {
    const session = await openSession(settings, { ...flags, signal });
    const { task, live, engine } = session;
    const kept = store(`${flags.out}/training`, {});
    const identity = { ...session.settings, backend: engine.backend, fingerprint: task.fingerprint };
    const key = hash(identity as unknown as Json);
    const name = `${method}-seed${flags.seed}`;
    live.note(`${methods[method].title}, seed ${flags.seed}: ${optionsText(settings.options[method])}`);
    const measured = await run(method, flags.seed, {
      ...{ task, settings: session.settings, live, key, signal, checkpointSeconds: flags.checkpointEvery },
      record: kept.file(name, key, '.jsonl'),
      checkpoint: kept.file(name, key, '.safetensors'),
      trained: (model) => task.save(flags.out, model.params),
    });
    kept.keep(name, measured);
    return { measured, sets: task.info.sets };
  });
  const { measured, sets } = result;
  if (measured.failure !== undefined) throw new Error(`${measured.failure} Nothing was saved.`);
  if (flags.json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  else {
    const scores = sets.map(({ id, title }) => `${title} ${percent(measured.accuracy[id] ?? Number.NaN)}`);
    const cost = `${count(measured.units.counted)} units, ${duration(measured.seconds.training)}, ${bytes(measured.peakBytes)}`;
    process.stdout.write(`${methods[method].title}: ${scores.join(', ')}; ${cost}. Saved in ${flags.out}.\n`);
  }
}
