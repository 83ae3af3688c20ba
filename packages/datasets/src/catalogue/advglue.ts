import type { Fields } from '../files/columns/fields.ts';
import { relations } from './glue.ts';
import type { TaskEntry } from '../tasks/task.ts';

const entailment = ['entailment', 'not_entailment'];

/** Name here, name in dev.json, name on the hub, of which GLUE task, columns, classes, rows. */
const entries: readonly (readonly [string, string, string, string, Fields, readonly string[], number])[] = [
  ['sst2', 'sst2', 'adv_sst2', 'SST-2', { text: 'sentence', label: 'label' }, ['negative', 'positive'], 148],
  ['qqp', 'qqp', 'adv_qqp', 'QQP', pair('question1', 'question2'), ['not_duplicate', 'duplicate'], 78],
  ['mnli', 'mnli', 'adv_mnli', 'MNLI, matched', pair('premise', 'hypothesis'), relations, 121],
  ['mnli-mm', 'mnli-mm', 'adv_mnli_mismatched', 'MNLI, mismatched', pair('premise', 'hypothesis'), relations, 162],
  ['qnli', 'qnli', 'adv_qnli', 'QNLI', pair('question', 'sentence'), entailment, 148],
  ['rte', 'rte', 'adv_rte', 'RTE', pair('sentence1', 'sentence2'), entailment, 81],
];

function pair(first: string, second: string): Fields {
  return { text: first, pair: second, label: 'label' };
}

/** AdvGLUE (Wang et al. 2021): GLUE sentences after word, sentence and human attacks. Development sets only. */
export const advGlueTasks: readonly TaskEntry[] = entries.map(([name, key, config, of, fields, labelNames, rows]) => ({
  name: `advglue/${name}`,
  title: `Attacked sentences of ${of}`,
  kind: 'classification',
  fields,
  labelNames,
  metrics: ['accuracy'],
  splits: {
    dev: {
      rows,
      labelled: true,
      hubFiles: `${config}/validation-`,
      files: [
        { path: 'advglue/dev.json', key },
        { path: 'advglue/dev_ann.json', key },
      ],
    },
  },
  hub: 'AI-Secure/adv_glue',
  origin: 'Wang et al. 2021',
  licence: 'CC BY-SA 4.0',
}));
