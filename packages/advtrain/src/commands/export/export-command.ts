import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bytes, claimFolder } from '@advtrain/compare';
import { engine } from '@advtrain/engine';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import { writeOnnxFolder } from '@advtrain/onnx';
import { Command } from 'commander';
import { checkNoModel } from '../../models/apart.ts';
import { openTrained } from '../../models/classifier.ts';
import { named } from '../../options/named.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';

interface Flags {
  readonly out: string;
  readonly int8?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A file that was written. */
interface Written {
  readonly path: string;
  readonly bytes: number;
}

/** `advtrain export`. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Write a model as ONNX, for transformers.js and whatever else runs that, without Python.')
    .argument('<model>', 'the folder of a model in Hugging Face layout, or a name on the hub')
    .option('--out <dir>', 'the folder that is written', named, 'advtrain-results/export')
    .option('--int8', 'weights of 8 bits as well, in onnx/model_quantized.onnx: a quarter of the size, less exact')
    .option('--json', 'print as JSON what was written')
    .option('--quiet', 'say nothing but the result, and what is wrong')
    .addHelpText(
      'after',
      `
The folder holds config.json, the tokenizer and onnx/model.onnx, as transformers.js loads them.

Examples:
  $ advtrain export my-model --out my-model-onnx
  $ advtrain export my-model --out my-model-onnx --int8`,
    )
    .action(act);
}

async function act(name: string, flags: Flags): Promise<void> {
  const { out, int8 = false, quiet } = flags;
  const reporter = quiet ? silentReporter : terminalReporter(process.stderr);
  const files = await interruptible('Interrupted; nothing was written.', async (signal) => {
    const claim = await claimFolder(out);
    try {
      await checkNoModel(out);
      // Nothing is computed, so the numbers are best where JavaScript has them.
      await engine({ reporter: silentReporter, backend: 'cpu' });
      const { model, tokenizerFolder, labelNames } = await openTrained(name, { reporter, signal });
      try {
        signal.throwIfAborted();
        const labels = labelNames.length > 0 ? { labelNames } : {};
        const onnx = { config: model.config, params: model.params, tokenizerFrom: tokenizerFolder, int8, ...labels };
        return await sizes(out, await writeOnnxFolder(out, onnx));
      } finally {
        model.dispose();
      }
    } finally {
      await claim.release();
    }
  });
  process.stdout.write(flags.json ? `${JSON.stringify(files, null, 2)}\n` : files.map(lineOf).join(''));
}

async function sizes(folder: string, files: readonly string[]): Promise<readonly Written[]> {
  const found = files.map(async (file) => {
    const path = join(folder, file);
    return { path, bytes: (await stat(path)).size };
  });
  return Promise.all(found);
}

function lineOf({ path, bytes: size }: Written): string {
  return `${path}\t${bytes(size)}\n`;
}
