import type { EncoderConfig } from '../encoder/config/config.ts';
import { families } from '../encoder/families/families.ts';
import { headRateOf } from '../encoder/families/head-of.ts';
import type { Task } from '../encoder/shape.ts';
import { nameIn } from './class-names.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a model's class is called behind `For`. */
const classNames: Readonly<Record<Task, string>> = {
  classification: 'SequenceClassification',
  regression: 'SequenceClassification',
  'multiple-choice': 'MultipleChoice',
  'token-classification': 'TokenClassification',
  'question-answering': 'QuestionAnswering',
};

const problems: Readonly<Partial<Record<Task, string>>> = {
  classification: 'single_label_classification',
  regression: 'regression',
};

/**
 * The content of a config.json as `transformers` writes it: labels' names stand for their number, the architecture for
 * the task, every field under the family's own name. `config` is what the model was made from; its other fields stay.
 * Throws one sentence where there are not as many label names as classes.
 */
export function savedConfig(config: object, checked: EncoderConfig, labelNames?: readonly string[]): Json {
  const { model_type: type, task, num_labels: count, classifier_dropout: dropout, ...full } = checked;
  const { architecture, aliases, lacks } = families[type];
  const rate = headRateOf(families[type], task)?.rate;
  if (labelNames && labelNames.length !== count) {
    throw new Error(`${labelNames.length} label names were given, but the model has ${count} classes.`);
  }
  const other = Object.entries(config).filter(([name]) => !(name in checked) && name !== 'problem_type');
  // Written out, because `transformers` may have other defaults.
  const called = aliases as Readonly<Record<string, string | undefined>>;
  const own = Object.entries(full)
    .filter(([name]) => !(lacks as readonly string[]).includes(name))
    .map(([name, value]) => [called[name] ?? name, value]);
  const { id2label } = config as Json;
  const names = labelNames ?? namesIn(id2label, count);
  return {
    ...(Object.fromEntries(other) as Json),
    model_type: type,
    ...(Object.fromEntries(own) as Json),
    ...(rate !== undefined && { [rate]: dropout }),
    architectures: [`${architecture}For${classNames[task]}`],
    id2label: Object.fromEntries(names.map((name, index) => [String(index), name])),
    label2id: Object.fromEntries(names.map((name, index) => [name, index])),
    ...(task in problems && { problem_type: problems[task] }),
    // transformers 4 calls it torch_dtype, 5 looks for dtype first.
    torch_dtype: 'float32',
    ...('dtype' in config && { dtype: 'float32' }),
  };
}

function namesIn(known: unknown, count: number): string[] {
  const table = typeof known === 'object' && known !== null ? known : {};
  return Array.from({ length: count }, (_, index) => nameIn(table, index) ?? `LABEL_${index}`);
}
