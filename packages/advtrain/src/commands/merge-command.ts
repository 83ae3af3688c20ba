import { claimFolder, UsageError } from '@advtrain/compare';
import { engine } from '@advtrain/engine';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import { load, writeModelFolder } from '@advtrain/models';
import { Command } from 'commander';
import { checkApart } from '../models/apart.ts';
import { named } from '../options/named.ts';
import { interruptible } from '../terminal/ctrl-c.ts';

interface Flags {
  readonly out: string;
  readonly quiet?: boolean;
}

/** `advtrain merge`. */
export function mergeCommand(): Command {
  return new Command('merge')
    .description('Merge an adapter of LoRA into the model that it is of: a plain folder that transformers loads.')
    .argument('<adapter>', "the folder of an adapter, of advtrain train --lora or Python's peft, or a name on the hub")
    .requiredOption('--out <dir>', 'the folder that is written', named)
    .option('--quiet', 'say nothing but the result, and what is wrong')
    .addHelpText('after', '\nExample:\n  $ advtrain merge my-adapter --out my-model')
    .action(act);
}

async function act(name: string, { out, quiet }: Flags): Promise<void> {
  const reporter = quiet ? silentReporter : terminalReporter(process.stderr);
  await interruptible('Interrupted; nothing was written.', async (signal) => {
    const claim = await claimFolder(out);
    try {
      await checkApart(name, [out]);
      // Nothing is computed, so the numbers are best where JavaScript has them.
      await engine({ reporter: silentReporter, backend: 'cpu' });
      const { model, savedConfig, baseFolder, tokenizerFolder, labelNames } = await load(name, { reporter, signal });
      try {
        if (baseFolder === undefined)
          throw new UsageError(
            `${name} is a whole model already; name the folder of an adapter, with adapter_config.json.`,
          );
        signal.throwIfAborted();
        const labels = labelNames.length > 0 ? { labelNames } : {};
        await writeModelFolder(out, {
          config: savedConfig,
          params: model.params,
          tokenizerFrom: tokenizerFolder,
          ...labels,
        });
      } finally {
        model.dispose();
      }
    } finally {
      await claim.release();
    }
  });
  process.stdout.write(`Merged in ${out}.\n`);
}
