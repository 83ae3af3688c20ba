import type { Fields } from '../files/columns/fields.ts';
import type { OriginalFile, Split, TaskEntry } from '../tasks/task.ts';

const sentence: Fields = { text: 'sentence', label: 'label' };
const sentences: Fields = { text: 'sentence1', pair: 'sentence2', label: 'label' };
const questions: Fields = { text: 'question1', pair: 'question2', label: 'is_duplicate' };
const inference: Fields = { text: 'sentence1', pair: 'sentence2', label: 'gold_label' };
const premises: Fields = { text: 'premise', pair: 'hypothesis', label: 'label' };
const paraphrases: Fields = { text: '#1 String', pair: '#2 String', label: 'Quality' };

const entailment = ['entailment', 'not_entailment'];
/** The classes of natural language inference in the hub's order. */
export const relations: readonly string[] = ['entailment', 'neutral', 'contradiction'];

/** What the nine tasks have of their own. */
type Entry = {
  /** The name on the hub, and after `glue/` here. */
  id: string;
  /** The folder of the original files. */
  folder: string;
  title: string;
  fields: Fields;
  hubFields?: Fields;
  labelNames: readonly string[];
  metrics: TaskEntry['metrics'];
  rows: readonly [train: number, dev: number, test: number];
  /** Of the original files without a header line. */
  columns?: readonly string[];
  origin: string;
  licence: string;
};

const entries: readonly Entry[] = [
  {
    id: 'cola',
    folder: 'CoLA',
    title: 'Corpus of Linguistic Acceptability',
    fields: sentence,
    labelNames: ['unacceptable', 'acceptable'],
    metrics: ['matthews'],
    rows: [8551, 1043, 1063],
    columns: ['source', 'label', 'mark', 'sentence'],
    origin: 'Warstadt et al. 2019',
    licence: 'none stated',
  },
  {
    id: 'sst2',
    folder: 'SST-2',
    title: 'Stanford Sentiment Treebank',
    fields: sentence,
    labelNames: ['negative', 'positive'],
    metrics: ['accuracy'],
    rows: [67349, 872, 1821],
    origin: 'Socher et al. 2013',
    licence: 'none stated',
  },
  {
    id: 'mrpc',
    folder: 'MRPC',
    title: 'Microsoft Research Paraphrase Corpus',
    fields: paraphrases,
    hubFields: sentences,
    labelNames: ['not_equivalent', 'equivalent'],
    metrics: ['accuracy', 'f1'],
    rows: [3668, 408, 1725],
    origin: 'Dolan & Brockett 2005',
    licence: "Microsoft's, see its download page",
  },
  {
    id: 'qqp',
    folder: 'QQP',
    title: 'Quora Question Pairs',
    fields: questions,
    hubFields: { ...questions, label: 'label' },
    labelNames: ['not_duplicate', 'duplicate'],
    metrics: ['accuracy', 'f1'],
    rows: [363846, 40430, 390965],
    origin: 'Iyer et al. 2017',
    licence: "Quora's terms of service",
  },
  {
    id: 'stsb',
    folder: 'STS-B',
    title: 'Semantic Textual Similarity Benchmark, 0 to 5',
    fields: { ...sentences, label: 'score' },
    hubFields: sentences,
    labelNames: [],
    metrics: ['pearson', 'spearman'],
    rows: [5749, 1500, 1379],
    origin: 'Cer et al. 2017',
    licence: 'see LICENSE.txt of the original files',
  },
  {
    id: 'qnli',
    folder: 'QNLI',
    title: 'Question-answering NLI: does the sentence hold the answer?',
    fields: { text: 'question', pair: 'sentence', label: 'label' },
    labelNames: entailment,
    metrics: ['accuracy'],
    rows: [104743, 5463, 5463],
    origin: 'Rajpurkar et al. 2016, recast by Wang et al. 2019',
    licence: 'CC BY-SA 4.0 (SQuAD)',
  },
  {
    id: 'rte',
    folder: 'RTE',
    title: 'Recognizing Textual Entailment',
    fields: sentences,
    labelNames: entailment,
    metrics: ['accuracy'],
    rows: [2490, 277, 3000],
    origin: 'Dagan et al. 2006 and the later challenges',
    licence: 'none stated',
  },
  {
    id: 'wnli',
    folder: 'WNLI',
    title: 'Winograd NLI: does the pronoun mean that?',
    fields: sentences,
    labelNames: ['not_entailment', 'entailment'],
    metrics: ['accuracy'],
    rows: [635, 71, 146],
    origin: 'Levesque et al. 2012, recast by Wang et al. 2019',
    licence: 'none stated',
  },
];

/** The repository of all of GLUE on the hub. */
const hub = 'nyu-mll/glue';

function taskOf({ id, folder, rows, columns, ...rest }: Entry): TaskEntry {
  const split = (at: number, file: string, hubName: string): Split => {
    const original: OriginalFile = { path: `glue/${folder}/${file}.tsv` };
    const headless = columns && file !== 'test';
    return {
      rows: rows[at]!,
      labelled: file !== 'test',
      hubFiles: `${id}/${hubName}-`,
      files: [{ ...original, ...(headless && { columns }) }],
    };
  };
  const splits = {
    train: split(0, 'train', 'train'),
    dev: split(1, 'dev', 'validation'),
    test: split(2, 'test', 'test'),
  };
  const kind = rest.labelNames.length > 0 ? 'classification' : 'regression';
  return { name: `glue/${id}`, kind, ...rest, splits, hub };
}

function mnliSplit(rows: number, file: string, hubName: string): Split {
  const repacked = { path: `glue/MNLI/${file.replace('_', '-')}.jsonl`, fields: premises };
  return {
    rows,
    labelled: !file.startsWith('test'),
    hubFiles: `mnli/${hubName}-`,
    files: [{ path: `glue/MNLI/${file}.tsv` }, repacked],
  };
}

const natural = { kind: 'classification', fields: inference, hubFields: premises, labelNames: relations, hub } as const;

/** Natural language inference on phenomena of language, without public labels. */
const phenomena: Split = {
  rows: 1104,
  labelled: false,
  hubFiles: 'ax/test-',
  files: [
    { path: 'glue/diagnostic/diagnostic.tsv' },
    { path: 'glue/AX/AX.tsv' },
    {
      path: 'glue/diagnostic/diagnostic-full.tsv',
      fields: { text: 'Premise', pair: 'Hypothesis', label: 'Label' },
    },
  ],
};

const mnli: TaskEntry = {
  ...natural,
  name: 'glue/mnli',
  title: 'Multi-Genre Natural Language Inference',
  metrics: ['accuracy'],
  splits: {
    train: mnliSplit(392702, 'train', 'train'),
    dev: mnliSplit(9815, 'dev_matched', 'validation_matched'),
    'dev-mismatched': mnliSplit(9832, 'dev_mismatched', 'validation_mismatched'),
    test: mnliSplit(9796, 'test_matched', 'test_matched'),
    'test-mismatched': mnliSplit(9847, 'test_mismatched', 'test_mismatched'),
    diagnostic: phenomena,
  },
  origin: 'Williams et al. 2018',
  licence: 'OANC and others, see the corpus',
};

const diagnostic: TaskEntry = {
  ...natural,
  name: 'glue/ax',
  title: 'GLUE diagnostic set, for a model trained on MNLI',
  metrics: ['matthews'],
  splits: { test: phenomena },
  origin: 'Wang et al. 2019',
  licence: 'none stated',
};

const made = entries.map(taskOf);
/** The tasks of GLUE (Wang et al. 2019) in the order of its paper, and its diagnostic set. */
export const glueTasks: readonly TaskEntry[] = [...made.slice(0, 5), mnli, ...made.slice(5), diagnostic];
