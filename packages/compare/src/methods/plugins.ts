import { l2, linf, normalNoise, uniformNoise } from '@advtrain/attacks';
import type { Ball } from '@advtrain/attacks';
import { ema, natural, unitsOfPlugins } from '@advtrain/core';
import type { Model, Plugin } from '@advtrain/core';
import type { TaskKind } from '@advtrain/evaluate';
import { fgm } from '@advtrain/fgm';
import { freeat } from '@advtrain/freeat';
import { freelb, freelbPlusPlus } from '@advtrain/freelb';
import { fast, pgd } from '@advtrain/pgd';
import { r3f } from '@advtrain/r3f';
import { classification, proximal, regression, smart } from '@advtrain/smart';
import { tavat } from '@advtrain/tavat';
import { trades } from '@advtrain/trades';
import { vat } from '@advtrain/vat';
import { yopo } from '@advtrain/yopo';
import { list } from '../format.ts';
import { UsageError } from '../usage-error.ts';
import type { MethodName, MethodOptions } from './method-rules.ts';
import { methods } from './methods.ts';

/** What a method trains. */
export interface Subject {
  readonly kind: TaskKind;
  readonly model: Model;
}

type Factory = (subject: Subject, ball: Ball, number: (name: string) => number, options: MethodOptions) => Plugin;

const factories: Readonly<Record<MethodName, Factory>> = {
  natural: () => natural(),
  'natural-matched': () => natural(),
  pgd: (_, ball, number) => pgd({ ball, steps: number('steps') }),
  freeat: (_, ball, number, { carry }) =>
    freeat({ ball, replays: number('replays'), carry: carry === 'slot' ? 'slot' : 'none' }),
  yopo: ({ kind, model }, ball, number, options) => {
    const shape = { outer: number('outer'), inner: number('inner'), depth: number('depth') };
    // The official image code adds the passes up, the official text code averages them. For texts stepSize is that of all n
    // inner moves together, whatever n.
    if (kind === 'images') return yopo({ ball, ...shape, reduce: 'sum' });
    const shorter = ballOf({ ...options, stepSize: number('stepSize') / shape.inner }, model);
    return yopo({ ball: shorter, ...shape, reduce: 'mean' });
  },
  freelb: (_, ball, number) => freelb({ ball, steps: number('steps') }),
  'freelb++': (_, _ball, number) =>
    freelbPlusPlus({ steps: number('steps'), stepSize: number('stepSize'), start: number('start') }),
  fgm: ({ model }, _, number) => {
    const radius = number('radius');
    return fgm({ ball: ballOf({ radius, stepSize: radius, start: 0 }, model), weight: number('weight') });
  },
  vat: (_, _ball, number) =>
    vat({
      radius: number('radius'),
      probe: number('probe'),
      iterations: number('iterations'),
      weight: number('weight'),
    }),
  smart: ({ kind }, _, number) =>
    smart({
      // As the paper has it, also for pixels.
      ball: linf({ radius: number('radius'), stepSize: number('stepSize'), direction: 'largest' }),
      noise: normalNoise(number('noise')),
      steps: number('steps'),
      weight: number('weight'),
      distance: distanceOf(kind),
    }),
  r3f: ({ kind }, _, number) =>
    r3f({
      noise: uniformNoise(number('noise')),
      weight: number('weight'),
      distance: kind === 'regression' ? 'squared' : 'symmetricKL',
    }),
  trades: (_, ball, number) =>
    trades({ ball, steps: number('steps'), weight: number('weight'), noise: normalNoise(number('noise')) }),
  tavat: ({ model }, _, number, { radius }) =>
    tavat({
      vocabulary: vocabularyOf(model),
      radius: radius === 'none' ? Infinity : Number(radius),
      stepSize: number('stepSize'),
      start: number('start'),
      steps: number('steps'),
    }),
  fast: (_, ball) => fast({ ball }),
};

/** The plugin of a method with its options, as the command takes them. Balls are l2 around embeddings, ℓ∞ around pixels. */
export function pluginOf(method: MethodName, options: MethodOptions, subject: Subject): Plugin {
  return factories[method](subject, ballOf(options, subject.model), (name) => Number(options[name]), options);
}

/** What goes beside the plugin of a method: SMART's proximal point and its teacher. A run disposes of them. */
export function companionsOf(method: MethodName, options: MethodOptions, { kind, model }: Subject): readonly Plugin[] {
  const weight = proximalOf(method, options);
  if (weight === 0) return [];
  const teacher = ema({ model, decay: Number(options['decay']) });
  return [teacher, proximal({ teacher, weight, distance: distanceOf(kind) })];
}

/** What a step of a method costs by its own account, in units. */
export function unitsOf(method: MethodName, options: MethodOptions, subject: Subject): number {
  const own = unitsOfPlugins([pluginOf(method, options, subject)], subject.model);
  // The teacher's pass, and a round's pass at the clean point.
  const beside = proximalOf(method, options) > 0 ? 1 + 3 : 0;
  return own + beside;
}

/** μ, or 0 where there is no proximal point. */
function proximalOf(method: MethodName, { proximal: weight = 0 }: MethodOptions): number {
  return method === 'smart' ? Number(weight) : 0;
}

function distanceOf(kind: TaskKind) {
  return kind === 'regression' ? regression : classification;
}

/** Refuses a method that is not for such a task, in a {@link UsageError}. */
export function checkMethod(method: MethodName, kind: TaskKind, data: string): void {
  const { title, only } = methods[method];
  if (!only || only.kinds.includes(kind)) return;
  const about = (some: TaskKind) => (some === 'images' ? 'images' : `${some} of texts`);
  throw new UsageError(
    `${title} is for ${list(only.kinds.map(about))}, because ${only.why}; ${data} is ${about(kind)}: choose another method.`,
  );
}

function ballOf({ stepSize = 0, start = 0, radius = 0 }: MethodOptions, { domain }: Model): Ball {
  return (domain ? linf : l2)({
    stepSize: Number(stepSize),
    start: Number(start),
    radius: radius === 'none' ? Infinity : Number(radius),
  });
}

/** Rows of the table that tokens are looked up in. */
function vocabularyOf({ params }: Model): number {
  const [, table] = Object.entries(params).find(([name]) => name.endsWith('word_embeddings.weight')) ?? [];
  if (!table) throw new Error('TAVAT needs a table of word embeddings, but the model has none: choose another method.');
  return table.shape[0];
}
