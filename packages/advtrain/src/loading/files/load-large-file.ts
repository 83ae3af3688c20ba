import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { bytes, count } from '@advtrain/compare';
import type { Settings } from '../../settings/settings.ts';
import { divideTextFile, gather, streamBuffer } from '@advtrain/datasets';
import type { DividedFile, DivisionPart, Example, TextFileOptions } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { classNotes } from './class-notes.ts';
import { cut } from '../data.ts';
import type { Data } from '../data.ts';
import { developmentOf, kindOf } from './file-options.ts';
import type { FileOptions } from './file-options.ts';

/** So many training examples of a large file, if they have at most so many characters, are held all the same. */
const few = { examples: 20_000, characters: 2 ** 24 };

/** A large file: what is for training is held where it is little, and otherwise read anew in every epoch. */
export async function loadLargeFile(
  settings: Settings,
  layout: TextFileOptions,
  task: Data['task'],
  options: FileOptions & FetchOptions,
): Promise<Data> {
  const { data, trainSize, developmentSize } = settings;
  const { size } = await stat(data);
  // Once for its classes or the sizes of its questions, once for its division, and once for each part that is held.
  const passes = (task.kind === 'regression' ? 2 : 3) + (options.devData === undefined ? 1 : 0);
  const bar = options.reporter?.begin(`Reading ${basename(data)}`, passes * size);
  let loading = true;
  // Training reads the file too, but puts away what it has before it stops.
  const onRead = (more: number) => {
    if (loading) options.signal?.throwIfAborted();
    bar?.advance(more);
  };
  try {
    const development = options.devData === undefined ? developmentSize : 0;
    const file = await divideTextFile(data, { ...layout, onRead, training: trainSize, development });
    const { labelNames, counts, sizes, groups } = file;
    for (const note of classNotes(data, labelNames, counts)) options.reporter?.note(note);
    // As many as a vocabulary needs, where the model has none.
    const train = gather(await first(file, 'training', few), labelNames);
    const dev =
      development > 0
        ? gather(await first(file, 'development'), labelNames)
        : await developmentOf(options, layout, file);
    const held = `${count(sizes.development)} examples held out`;
    const title = `${data}, ${options.devData === undefined ? held : `with ${options.devData}`} for development`;
    const trainExamples = file.examplesInAll - sizes.development;
    const sets = [{ id: 'development', title: 'development', examples: dev }];
    const parts = cut({ title, train, sets, task, trainExamples, measured: options.measured }, settings);
    if (!options.stream && train.texts.length === sizes.training) return parts;
    const read = `${bytes(size)} are read as they are needed, and not held in memory`;
    options.reporter?.note(`${data}: ${count(sizes.training)} training examples; ${read}.`);
    if (kindOf(options) === 'classification' && file.longestRun > streamBuffer) {
      options.reporter?.note(
        `${data} has ${count(file.longestRun)} examples of one class in a row, more than the ${count(streamBuffer)} ` +
          `that a shuffle holds, so batches will be nearly of one class: shuffle its lines first, as shuf does.`,
      );
    }
    return {
      ...parts,
      train,
      streamed: {
        groups: groups.training,
        examples: () => file.examples('training'),
        fingerprint: file.fingerprint,
      },
    };
  } finally {
    loading = false;
    bar?.end();
  }
}

/** The first examples of a part. */
async function first(
  file: DividedFile,
  part: DivisionPart,
  most = { examples: Infinity, characters: Infinity },
): Promise<Example[]> {
  const list: Example[] = [];
  let characters = 0;
  for await (const example of file.examples(part)) {
    list.push(example);
    const { text, pair = '', choices = [], passages = [] } = example;
    for (const { length } of [text, pair, ...choices, ...passages]) characters += length;
    if (list.length >= most.examples || characters >= most.characters) break;
  }
  return list;
}
