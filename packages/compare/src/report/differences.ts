import { mean } from '@advtrain/statistics';
import { contrastsOf, withExamples } from '../conclusions/contrasts.ts';
import type { Contrast } from '../conclusions/contrasts.ts';
import { controlOf } from '../conclusions/control.ts';
import { measuresOf } from '../conclusions/measures.ts';
import { titleOf } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';
import type { Figure } from './charts.ts';
import { forest } from './forest.ts';

/** A forest plot of every measure: how far each method is from the control, and where that lies. */
export function differences(comparison: Comparison): readonly Figure[] {
  const control = controlOf(comparison);
  if (control === undefined) return [];
  const reference = titleOf(comparison, control);
  return measuresOf(comparison).map((measure) => {
    const contrasts = contrastsOf(comparison, control, measure);
    const rows = contrasts.map((contrast) => row(comparison, control, contrast));
    const title = `Against ${reference}: ${measure.name}`;
    return {
      title,
      caption: caption(rows),
      svg: forest(title, `points against ${reference}`, rows, (share) => `${Math.round(1000 * share) / 10}`),
    };
  });
}

function row(comparison: Comparison, control: string, contrast: Contrast) {
  const { method, differences: values, verdict } = contrast;
  const outer = withExamples(comparison, control, contrast);
  return {
    name: method.title,
    colour: comparison.methods.findIndex(({ name }) => name === method.name),
    value: mean(values),
    ...(verdict.interval ? { inner: verdict.interval } : {}),
    ...(outer ? { outer } : {}),
  };
}

function caption(rows: readonly ReturnType<typeof row>[]): string {
  const isThick = rows.some(({ inner }) => inner);
  const isThin = rows.some(({ outer }) => outer);
  return [
    'Dots: the mean difference within a seed.',
    ...(isThick ? ['Thick lines: its 95 % interval over seeds (BCa bootstrap), too narrow with few of them.'] : []),
    ...(isThin
      ? [
          `Thin lines: the same for other ${isThick ? 'seeds and other ' : ''}test examples (${isThick ? 'two-level ' : ''}bootstrap).`,
        ]
      : []),
  ].join(' ');
}
