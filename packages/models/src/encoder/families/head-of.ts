import type { ModelType } from './families.ts';
import { families } from './families.ts';
import type { Family, Head, HeadRate } from './family.ts';
import type { NetShape, Task } from '../shape.ts';

/** The head of a model for its task. */
export function headOf(config: NetShape & { readonly model_type: ModelType }): Head {
  const family: Family = families[config.model_type];
  if (!isPerToken(config.task)) return family.head(config);
  return family.tokenHead?.(config) ?? plainHead(config.task);
}

/** Whether the head reads the first token alone. */
export function readsFirst(config: NetShape & { readonly model_type: ModelType }): boolean {
  return (headOf(config).reads ?? 'first') === 'first';
}

/** Which field of config.json gives the rate of the dropout in that head. A head without dropout has none. */
export function headRateOf(family: Family, task: Task): HeadRate | undefined {
  if (task === 'question-answering') return family.answerRate;
  if (task === 'token-classification') return family.tokenRate ?? family.headRate('classification');
  return family.headRate(task);
}

/** Whether a task asks for scores of every token. */
export function isPerToken(task: Task): boolean {
  return task === 'token-classification' || task === 'question-answering';
}

/** Almost every family's head over tokens: scores, and nothing before them. */
function plainHead(task: Task): Head {
  return { scores: task === 'question-answering' ? 'qa_outputs' : 'classifier', reads: 'all' };
}
