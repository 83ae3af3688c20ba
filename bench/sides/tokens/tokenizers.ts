import { basename } from 'node:path';
import { encodeChoices, loadSplit, presentSplits, tasks } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import { terminalReporter } from '@advtrain/engine/fetch';
import { weights } from '@advtrain/models';
import type { Row } from '../row.ts';
import type { Settings } from '../../settings.ts';
import type { Sides } from '../sides.ts';
import { tokensAgainst, type Sequences } from './tokens-against.ts';

/**
 * Token ids of the sentences of every task that is on this machine, ours against those of Python's tokenizers, with the
 * time that they take. Throws, when all are done, where one has others.
 */
export async function* tokenizersBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  const reporter = terminalReporter();
  const folders = settings.folders ?? [await weights('minilm-l6', { reporter })];
  const workers = [sides.ours(), sides.peer()] as const;
  let different = 0;
  try {
    for (const [task, split] of await presentParts(settings.quick)) {
      const named = folders.map((folder) => ({ folder, name: `${basename(folder)} ${task} ${split}` }));
      const wanted = named.filter(({ name }) => name.includes(settings.only));
      if (wanted.length === 0) continue;
      const sequences = sequencesOf(await loadSplit(task, split, { reporter }));
      for (const { folder, name } of wanted) {
        const row = await tokensAgainst({ name, folder, sequences }, workers, (sentence) => reporter.note(sentence));
        different += row.different ?? 0;
        yield row;
      }
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
  if (different > 0) throw new Error(`${different} texts have other ids than in Python: the notes above say which.`);
}

/** The parts of tasks about text that need no download; of a quick run, what is for development. */
async function presentParts(quick: boolean): Promise<readonly (readonly [task: string, split: string])[]> {
  const parts = [];
  for (const task of tasks.filter(({ kind }) => kind !== 'images')) {
    const present = await presentSplits(task);
    parts.push(...present.filter((name) => !quick || name === 'dev').map((split) => [task.name, split] as const));
  }
  return parts;
}

/** What a model reads of them: of a question, each answer with it. */
function sequencesOf(examples: Examples): Sequences {
  const { texts, pairs, choices } = examples;
  if (!choices) return { texts, ...(pairs && { pairs }) };
  let sequences: Sequences = { texts: [] };
  encodeChoices(examples, (all) => {
    sequences = all;
    return [];
  });
  return sequences;
}
