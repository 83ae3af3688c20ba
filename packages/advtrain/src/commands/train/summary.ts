import { bytes, count, duration, optionsText, points, radiusOf, withInterval } from '@advtrain/compare';
import type { RunResult } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import { correlationInterval } from '@advtrain/statistics';
import type { Session } from '../session.ts';

/** A metric in points; a correlation with answers that are all alike has none. */
function metric(value: number): string {
  return Number.isFinite(value) ? points(value) : 'not defined (its answers are all alike)';
}

/** So many examples a correlation needs before its chance can be told from it. */
const fewest = 4;

/** A score, with the interval that it has by itself: of accuracies Wilson's, of correlations Fisher's. */
function scoreText(name: string, value: number, examples: number): string {
  if (name === 'accuracy') return `accuracy ${withInterval(value, examples)}`;
  const isCorrelation = name === 'pearson' || name === 'spearman';
  if (!isCorrelation || !Number.isFinite(value) || examples < fewest) return `${name} ${metric(value)}`;
  const { low, high } = correlationInterval({ value, examples, kind: name });
  return `${name} ${points(value)} (95 %: ${points(low)}–${points(high)})`;
}

/** What a run came to, in one line. */
export function summary(method: MethodEntry, result: RunResult, session: Session, out: string): string {
  const { task, settings } = session;
  const { attack } = settings;
  const scores = task.info.sets.map(({ id, title, examples }) => {
    const values = Object.entries(result.scores?.[id] ?? {}).map(([name, value]) => scoreText(name, value, examples));
    if (values.length === 0) return title;
    const few = task.kind === 'regression' && examples < fewest ? ', too few for a correlation to say anything' : '';
    return `${title} ${values.join(', ')} on ${count(examples)}${few}`;
  });
  const { best, units, seconds, peakBytes, steps, robust, status } = result;
  const headline = radiusOf(attack.headline, { ...task.info, ...(result.lengths ? { lengths: result.lengths } : {}) });
  const at = (wanted: number) => robust.find(({ radius }) => radius === wanted)?.accuracy;
  const clean = at(0);
  const held = at(headline.radius);
  const examples = result.lostAt?.length ?? 0;
  const attacked =
    clean === undefined || held === undefined
      ? ''
      : `; on ${count(examples)} that are attacked ${points(clean)}, and under ${attack.steps} steps of attack at ε ${headline.text} ${withInterval(held, examples)}`;
  const later = status === 'diverged' ? ', for training diverged later' : '';
  const from =
    best && best.step < steps
      ? ` Saved in ${out} as it was after step ${best.step} of ${steps}${later}`
      : ` Saved in ${out}`;
  const { parameters, trained } = task.info;
  const part = trained === undefined ? '' : `${count(trained)} of ${count(parameters)} parameters trained, `;
  const cost = `${part}${count(units.counted)} units, ${duration(seconds.training)}, ${bytes(peakBytes)}`;
  const again = result.attempts
    ? ` Begun anew ${result.attempts.length} times, and ended with ${optionsText(result.options)}, learning rate ${result.learningRate ?? 0}.`
    : '';
  return `${method.title}: ${scores.join('; ')}${attacked}; ${cost}.${from}.${again}\n`;
}
