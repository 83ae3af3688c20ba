import { count, textTask, UsageError } from '@advtrain/compare';
import type { Task } from '@advtrain/compare';
import { take } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import type { FetchOptions, Reporter } from '@advtrain/engine/fetch';
import { badRows } from '../../../loading/files/bad-rows.ts';
import { encode } from '../../../loading/encode.ts';
import { loadData } from '../../../loading/load-data.ts';
import { loadModel } from '../../../models/load-model.ts';
import { dataOptionsOf } from '../../../options/data-options.ts';
import { taskSettings } from '../../../settings/settings.ts';
import type { Settings } from '../../../settings/settings.ts';
import type { HardenFlags } from '../asked.ts';
import { beforeOf } from './before.ts';
import type { Before } from './before.ts';
import { divided } from './divide.ts';
import { surveyOf } from './survey.ts';
import type { Survey } from './survey.ts';

/** Data and a model, read, looked at and divided. */
export interface Prepared {
  /** Training, with what is picked by as its development set. */
  readonly task: Task;
  /** All texts that are trained on or picked by. */
  readonly texts: readonly string[];
  /** What is reported, and what that is, in one line. */
  readonly reported: Examples;
  readonly reportedTitle: string;
  readonly survey: Survey;
  /** Whether the model can be measured as it is. */
  readonly before: Before;
}

/** More tokens than any text has. */
const uncut = 1e9;

/** Reads data and model, looks at them, and divides the data. Throws a {@link UsageError} for data without classes. */
export async function prepared(
  settings: Settings,
  flags: HardenFlags,
  options: FetchOptions & { readonly reporter: Reporter },
): Promise<Prepared> {
  const { dev, columns, badRows: policy } = flags;
  const own = { ...(dev !== undefined && { devData: dev }), ...(columns !== undefined && { columns }) };
  const { badRows: chosen, ...file } = dataOptionsOf(
    { ...own, ...(policy !== undefined && { badRows: policy }) },
    settings.data,
  );
  const { onBadRow, conclude } = badRows(chosen, options.reporter);
  const {
    title,
    train: all,
    streamed,
    sets,
    task: kind,
    notes,
  } = await loadData(settings, { ...options, ...file, onBadRow });
  conclude();
  const [development] = sets;
  if (kind.kind !== 'classification' || !development)
    throw new UsageError(
      `--data is ${settings.data}, but must have classes of texts: name data whose labels are classes.`,
    );
  const before = await beforeOf(settings.model, all.labelNames, options);
  // What a trained classifier was trained on, nobody knows; that is not to be picked by.
  const halved = before.measured ? dev : undefined;
  const size = Math.min(settings.trainSize, all.labels.length);
  const parts = divided(take(all, size, 0), development.examples, { isSeen: halved !== undefined });
  const { train, selection, reported } = parts;
  const { maxLength } = settings;
  const { texts, pairs = [] } = train;
  const use = { kind: kind.kind, labelNames: all.labelNames, maxLength, texts: [...texts, ...pairs] };
  const model = await loadModel(settings.model, use, options);
  const { tokenizer } = model;
  const uncutIds = await encode(train, { tokenizer, maxLength: uncut, ...options });
  const survey = surveyOf(
    parts,
    uncutIds.map((each) => ('ids' in each ? each.ids.length : 0)),
    maxLength,
  );
  const task = await textTask({
    title,
    train,
    development: selection,
    developmentTitle: 'selection',
    model,
    encode: (examples) => encode(examples, { tokenizer, maxLength, ...options }),
    vocabulary: tokenizer,
    padId: tokenizer.padId,
    maxLength,
    notes: [
      ...notes,
      ...(streamed
        ? [`${settings.data} is too large to be held: its first ${count(size)} training rows are used.`]
        : []),
    ],
    settings: taskSettings(settings),
  });
  const whole = dev ?? `${settings.data}, ${development.title} examples`;
  const rows = development.examples.labels.length;
  const reportedTitle =
    halved === undefined ? whole : `${count(reported.labels.length)} of the ${count(rows)} rows of ${halved}`;
  return { task, before, texts: [...texts, ...pairs, ...selection.texts], reported, reportedTitle, survey };
}
