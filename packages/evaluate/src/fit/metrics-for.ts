import { metrics as known } from '@advtrain/datasets';
import type { LabelKind, MetricName } from '@advtrain/datasets';

/** The metrics that are asked for, or those that labels of this kind have. Throws one sentence for one that is not known. */
export function metricsFor(kind: LabelKind, asked?: readonly MetricName[]): readonly [MetricName, ...MetricName[]] {
  if (asked === undefined) return kind === 'regression' ? ['pearson', 'spearman'] : ['accuracy'];
  const names = Object.keys(known).join(', ');
  const strange = asked.find((name) => !Object.hasOwn(known, name));
  if (strange !== undefined) throw new Error(`There is no metric "${strange}"; there are ${names}.`);
  const [first, ...rest] = asked;
  if (first === undefined) throw new Error(`metrics is empty, but must name at least one of ${names}.`);
  return [first, ...rest];
}
