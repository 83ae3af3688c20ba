import { list, UsageError } from '@advtrain/compare';
import { loadSplit, tasks } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import type { FetchOptions, Reporter } from '@advtrain/engine/fetch';
import { isOwnFile } from '../../../options/data-options.ts';
import { measuredOn } from '../examples.ts';

/** Pairs of texts of which it is known whether they say the same. */
export interface SimilarPairs {
  /** Where they come from, in one line. */
  readonly title: string;
  readonly texts: readonly string[];
  readonly others: readonly string[];
  readonly same: readonly boolean[];
}

/** Of STS-B's scores from 0 to 5, 4 says that two sentences are mostly equivalent; below 3 important details differ. */
const alike = 4;
const unlike = 3;

/** What classes of pairs that say the same are called. */
const sameNames: readonly string[] = ['same', 'equivalent', 'duplicate', 'paraphrase', 'yes', 'true', '1'];

/** Pairs of a file of one's own with the columns text, pair and label, or of the development set of a task, such as `glue/stsb`. */
export async function similarPairs(
  name: string,
  options: FetchOptions & { readonly reporter: Reporter; readonly dataFrom?: string | undefined },
): Promise<SimilarPairs> {
  const task = tasks.find((each) => each.name === name);
  if (task?.name === 'glue/stsb') {
    const examples = await loadSplit(task, 'dev', { ...options, from: options.dataFrom });
    const title = `${task.title} (${task.name}), development: the same from a score of ${alike} on, different below ${unlike}`;
    return pairsIn(title, examples, (score) => (score >= alike ? true : score < unlike ? false : undefined));
  }
  const { title, examples } = await measuredOn(
    name,
    isOwnFile(name) ? { columns: 'text=text,pair=pair,label=label' } : {},
    options,
    '--similarity-pairs',
  );
  const place = examples.labelNames.findIndex((label) => sameNames.includes(label.toLowerCase()));
  if (examples.labelNames.length !== 2 || place < 0)
    throw new UsageError(
      `--similarity-pairs is ${name}, whose classes are ${list(examples.labelNames)}, but must have two, one of them called ${list(sameNames)}.`,
    );
  return pairsIn(title, examples, (label) => label === place);
}

function pairsIn(title: string, examples: Examples, isSame: (label: number) => boolean | undefined): SimilarPairs {
  const { texts, pairs, labels } = examples;
  if (!pairs)
    throw new UsageError(`--similarity-pairs: ${title} has single texts, but must have pairs: a column pair.`);
  const known = labels.map(isSame);
  const rows = [...known.keys()].filter((row) => known[row] !== undefined);
  return {
    title,
    texts: rows.map((row) => texts[row]!),
    others: rows.map((row) => pairs[row]!),
    same: rows.map((row) => known[row]!),
  };
}
