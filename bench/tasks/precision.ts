import { join } from 'node:path';
import type { Comparison } from '@advtrain/compare';
import { presets, resolve, type Config } from 'advtrain';
import { engine } from '@advtrain/engine';
import { accuracies, firstSeeds } from './accuracies.ts';
import { writePage } from './page-file.ts';
import { page, type Contrast } from './precision-page.ts';
import type { PrecisionSettings } from '../task-settings.ts';

const methods = ['natural', 'freelb'];
/** The review sentences of `npm start`, twice as many, and so many to measure on that seeds differ more than samples do. */
const sizes = { trainSize: 1024, developmentSize: 1000, testSize: 1 } satisfies Config;
const quickSizes = { trainSize: 32, developmentSize: 16, testSize: 1 } satisfies Config;

/** The accuracy of training with products in float32 and in bfloat16, each seed with both. Finished runs are kept. */
export async function precisionBench({ seeds, folder, out, quick, json }: PrecisionSettings): Promise<void> {
  const { backend } = await engine();
  const at = async (precision: 'fp32' | 'bf16') => {
    const some = quick ? quickSizes : sizes;
    const settings = resolve({ ...presets['quick']!, ...some, methods, seeds: firstSeeds(seeds), precision });
    return accuracies(settings, join(folder, precision));
  };
  const full = await at('fp32');
  const half = await at('bf16');
  const development = ({ runs }: Comparison, method: string): number[] =>
    runs.filter((run) => run.method === method).map(({ accuracy }) => accuracy['development']!);
  const contrasts = methods.map((method): Contrast => ({
    method,
    fp32: development(full, method),
    bf16: development(half, method),
  }));
  if (json) for (const contrast of contrasts) console.log(JSON.stringify(contrast));
  const text = page(contrasts, { info: full.task, backend });
  if (out !== undefined) await writePage(out, text);
  if (!json) console.log(text);
}
