import { cpus } from 'node:os';
import { count, points, type TaskInfo } from '@advtrain/compare';
import { signFlipTest } from '@advtrain/statistics';
import { mean, sampleStandardDeviation } from 'simple-statistics';

/** The development accuracies of a method's seeds, in both precisions. */
export interface Contrast {
  readonly method: string;
  readonly fp32: readonly number[];
  readonly bf16: readonly number[];
}

/** The page about both precisions, in Markdown. */
export function page(contrasts: readonly Contrast[], { info, backend }: { info: TaskInfo; backend: string }): string {
  const [cpu] = cpus();
  return `# Products in bfloat16

\`npm run bench -- precision\` on ${cpu?.model.trim() ?? 'an unknown processor'}, ${backend}, Node ${process.versions.node.split('.')[0] ?? ''}: ${info.model}, ${info.data}, ${count(info.trainExamples)} of them trained on, ${count(info.sets[0]?.examples ?? 0)} measured on; settings of the quick preset. Each seed trains once with products in float32 and once in bfloat16 from the same weights, batches and masks. Means over the seeds; the noise of the seeds is the standard deviation of float32's accuracies, and the difference is bfloat16's less float32's of the same seed, with the p of an exact sign-flip test.

| method | seeds | float32 | bfloat16 | noise of the seeds | difference | p | within the noise |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
${contrasts.map(line).join('')}`;
}

function line({ method, fp32, bf16 }: Contrast): string {
  const differences = bf16.map((accuracy, seed) => accuracy - fp32[seed]!);
  const difference = mean(differences);
  const noise = fp32.length > 1 ? sampleStandardDeviation([...fp32]) : Number.NaN;
  const verdict = Number.isNaN(noise) ? 'one seed tells nothing' : Math.abs(difference) <= noise ? 'yes' : 'no';
  const cells = [method, `${fp32.length}`, points(mean([...fp32])), points(mean([...bf16]))];
  const rest = [Number.isNaN(noise) ? '–' : points(noise), points(difference)];
  return `| ${[...cells, ...rest, signFlipTest(differences).toFixed(2), verdict].join(' | ')} |\n`;
}
