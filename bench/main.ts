// `npm run bench`: see the README beside this file.

import { loadavg } from 'node:os';
import { engine, installEngine } from '@advtrain/engine';
import { terminalReporter } from '@advtrain/engine/fetch';
import { peerPython } from './environment.ts';
import { accuracyBench } from './sides/accuracy.ts';
import { attacksBench } from './sides/attacks.ts';
import { growthBench } from './sides/growth.ts';
import { inPartBench } from './sides/own/in-part.ts';
import { queriesBench } from './sides/queries.ts';
import { overheadBench } from './sides/overhead.ts';
import { formatted, heading, type Row } from './sides/row.ts';
import { calibrationBench } from './tasks/calibration.ts';
import { glueBench } from './tasks/glue.ts';
import { hardenBench } from './tasks/harden/harden.ts';
import { mnistBench } from './tasks/images/mnist.ts';
import { powerBench } from './tasks/power.ts';
import { robustBench } from './tasks/images/robust.ts';
import { precisionBench } from './tasks/precision.ts';
import { scalingBench } from './scaling/scaling.ts';
import { wordsBench } from './tasks/words/words.ts';
import { settingsOf, usage, type Settings } from './settings.ts';
import { sidesOf } from './sides/sides.ts';
import { stepBench } from './sides/step.ts';
import { tokenizersBench } from './sides/tokens/tokenizers.ts';
import { UsageError } from './usage-error.ts';
import { windowsBench } from './sides/own/windows.ts';

const benches = {
  step: stepBench,
  overhead: overheadBench,
  accuracy: accuracyBench,
  growth: growthBench,
  lora: inPartBench,
  windows: windowsBench,
  attacks: attacksBench,
  queries: queriesBench,
  tokenizers: tokenizersBench,
} as const;

async function main(): Promise<void> {
  const settings = settingsOf(process.argv.slice(2));
  if (!settings) {
    console.log(usage);
    return;
  }
  if (settings.benchmark === 'power') return powerBench(settings);
  const reporter = terminalReporter();
  const needsPeer = 'python' in settings && !['overhead', 'lora', 'windows'].includes(settings.benchmark);
  const python = needsPeer ? await peerPython(settings.python, reporter) : '';
  // Where it cannot be installed the bench runs on what there is, as everything does.
  await installEngine({ ifMissing: true, reporter }).catch((error: unknown) => reporter.note((error as Error).message));
  await engine({ reporter });
  if (settings.benchmark === 'precision') return precisionBench(settings);
  if (settings.benchmark === 'glue') return glueBench(settings);
  if (settings.benchmark === 'mnist') return mnistBench(settings);
  if (settings.benchmark === 'robust') return robustBench(settings);
  if (settings.benchmark === 'calibration') return calibrationBench(settings);
  if (settings.benchmark === 'words') return wordsBench(settings);
  if (settings.benchmark === 'harden') return hardenBench(settings);
  if (settings.benchmark === 'scaling') return scalingBench(settings);
  const [load = 0] = loadavg();
  if (load > 1)
    reporter.note(
      `The load average is ${load.toFixed(1)}: other programs slow PyTorch down most, so its ratios are not to be trusted.`,
    );
  await print(benches[settings.benchmark](settings, sidesOf(settings, python)), settings);
}

async function print(rows: AsyncIterable<Row>, { json, only }: Settings): Promise<void> {
  let count = 0;
  for await (const row of rows) {
    if (count++ === 0 && !json) console.log(heading);
    console.log(json ? JSON.stringify(row) : formatted(row));
  }
  if (count > 0) return;
  if (only === '') throw new Error('Nothing could be measured; the notes above say why.');
  throw new UsageError(`--only is "${only}", but no row of this benchmark has that in its name.`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
