import { aboutPower, bytes, checkClaimable, count, duration, foreseen, list } from '@advtrain/compare';
import type { Asked, Foreseen } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import { presentSplits } from '@advtrain/datasets';
import { cached, knownModel } from '@advtrain/models';
import { trainableTask } from '../../loading/load-splits.ts';
import type { DataFlags } from '../../options/data-options.ts';
import type { Settings } from '../../settings/settings.ts';
import { columns } from '../../terminal/columns.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';
import { openSession } from '../session.ts';
import { askedOfTask } from './asked-of-task.ts';

/** What is foretold of, and how its data are read. */
export interface Foretelling extends DataFlags {
  /** Where results would go. */
  readonly folder: string;
  /** The names of settings that somebody chose. */
  readonly said: ReadonlySet<string>;
  readonly backend?: string;
  readonly quiet?: boolean;
}

/** Prints what a comparison would download; where that is nothing, what it would train and measure, and about how long that takes. */
export async function foretold(
  settings: Settings,
  methods: readonly MethodEntry[],
  { folder, ...how }: Foretelling,
): Promise<void> {
  await checkClaimable(folder);
  const missing = await downloads(settings);
  if (missing.length > 0) {
    const each = missing.map((what) => `  ${what}\n`).join('');
    process.stdout.write(`It would download first:\n${each}How long it takes can be said when that is here.\n`);
    return;
  }
  await interruptible('Interrupted; nothing was written.', async (signal) => {
    const session = await openSession(settings, methods, { ...how, signal });
    const asked = askedOfTask(session.settings, methods, session.task);
    process.stdout.write(told(await foreseen(asked, signal), asked, folder));
  });
}

async function downloads({ data, model }: Settings): Promise<readonly string[]> {
  const task = trainableTask(data);
  const here = task ? await presentSplits(task) : [];
  const missing = Object.entries(task?.splits ?? {}).filter(([name, { labelled }]) => labelled && !here.includes(name));
  const known = knownModel(model);
  const encoder = known && (await cached(model)) === undefined ? [`${known.hub}, ${bytes(known.bytes)}`] : [];
  const splits = list(missing.map(([name, { rows }]) => `${name} (${count(rows)} examples)`));
  return missing.length === 0 ? encoder : [...encoder, `${data}: ${splits}`];
}

function told(
  { methods, seeds, compared, measuring }: Foreseen,
  { task: { info }, wordAttack }: Asked,
  folder: string,
): string {
  const rows = methods.map(({ title, steps, units, seconds }) => [
    title,
    steps === undefined ? '–' : count(steps),
    units === undefined ? '–' : count(units),
    duration(seconds),
  ]);
  const training = methods.reduce((sum, { seconds }) => sum + seconds, 0);
  const runs = methods.length * seeds;
  const sets = info.sets.map(({ title, examples }) => `${count(examples)} of ${title}`);
  const words = wordAttack === undefined ? '' : ', and attacks on words beyond that';
  const lines = [
    `Model: ${info.model}, ${count(info.parameters)} parameters.`,
    `Data: ${info.data}; trained on ${count(info.trainExamples)}, measured on ${list(sets)}.`,
    '',
    columns([['method', 'steps', 'units', 'training, about'], ...rows], [1, 2, 3]),
    `${count(runs)} ${runs === 1 ? 'run' : 'runs'}: about ${duration(training * seeds)} of training and ${duration(measuring * runs)} of measuring${words}; what ${folder} holds already is not trained again.`,
    ...(compared > 0 ? [aboutPower(seeds, compared)] : []),
    'Nothing was written. Without --dry-run it begins.',
  ];
  return `${lines.join('\n')}\n`;
}
