import type { Fields } from '../files/columns/fields.ts';
import type { OriginalFile, Split, TaskEntry } from '../tasks/task.ts';

/** The original JSON lines of ARC and CommonsenseQA. */
const fields: Fields = { text: 'question.stem', choices: 'question.choices', label: 'answerKey' };
const hubFields: Fields = { text: 'question', choices: 'choices', label: 'answerKey' };
const shape = { kind: 'multiple-choice', fields, hubFields, labelNames: [], metrics: ['accuracy'] } as const;

function arc(set: 'Easy' | 'Challenge', rows: readonly [train: number, dev: number, test: number]): TaskEntry {
  const split = (at: number, file: string, hubName: string): Split => {
    const name = `ARC-${set}-${file}.jsonl`;
    const files: OriginalFile[] = [{ path: `arc/${name}` }, { path: `arc/ARC-${set}/${name}` }];
    return { rows: rows[at]!, labelled: true, files, hubFiles: `ARC-${set}/${hubName}-` };
  };
  return {
    ...shape,
    name: `arc/${set.toLowerCase()}`,
    title: `AI2 Reasoning Challenge, ${set}: science exams, 3 to 5 answers`,
    splits: { train: split(0, 'Train', 'train'), dev: split(1, 'Dev', 'validation'), test: split(2, 'Test', 'test') },
    hub: 'allenai/ai2_arc',
    origin: 'Clark et al. 2018',
    licence: 'CC BY-SA 4.0',
  };
}

function commonsense(rows: number, labelled: boolean, hubName: string, ...names: readonly string[]): Split {
  const files = names.map((name) => ({ path: `commonsenseqa/${name}.jsonl` }));
  return { rows, labelled, files, hubFiles: `data/${hubName}-` };
}

/** ARC and CommonsenseQA 1.11. */
export const questionTasks: readonly TaskEntry[] = [
  arc('Easy', [2251, 570, 2376]),
  arc('Challenge', [1119, 299, 1172]),
  {
    ...shape,
    name: 'commonsenseqa',
    title: 'CommonsenseQA 1.11: five answers',
    splits: {
      train: commonsense(9741, true, 'train', 'train_rand_split', 'train'),
      dev: commonsense(1221, true, 'validation', 'dev_rand_split', 'valid'),
      test: commonsense(1140, false, 'test', 'test_rand_split_no_answers', 'test'),
    },
    // As fairseq's RoBERTa and FreeLB's code have them.
    prefixes: ['Q: ', 'A: '],
    hub: 'tau/commonsense_qa',
    origin: 'Talmor et al. 2019',
    licence: 'MIT, as the hub states',
  },
];
