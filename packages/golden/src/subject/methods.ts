import { l2, norm, unit, type Noise } from '@advtrain/attacks';
import { natural, type Plugin } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import { fgm } from '@advtrain/fgm';
import { freeat } from '@advtrain/freeat';
import { freelb } from '@advtrain/freelb';
import { fast, pgd } from '@advtrain/pgd';
import { r3f } from '@advtrain/r3f';
import {
  officialBall,
  officialClassification,
  officialRegression,
  regression,
  smart,
  type SMARTOptions,
} from '@advtrain/smart';
import { tavat } from '@advtrain/tavat';
import { trades } from '@advtrain/trades';
import { vat } from '@advtrain/vat';
import { yopo } from '@advtrain/yopo';
import * as tf from '@tensorflow/tfjs-core';
import type { CaseFile, GoldenCase } from '../cases/case.ts';
import { number, words } from '../cases/options.ts';
import { startsOf, type Starts } from './starts.ts';

/** A method as a case describes it. */
export interface Method {
  readonly plugin: Plugin;
  /** Optimizer updates in the whole case. */
  readonly updates: number;
}

/** Builds a method's plugin from the options of a case. */
type Builder = (golden: CaseFile, starts: Starts) => Plugin;

const builders: Readonly<Record<string, Builder>> = {
  natural: () => natural(),
  freelb: (golden, { ball }) => freelb({ ball, steps: number(golden, 'forwardBackwardPasses') }),
  pgd: (golden, { ball }) => pgd({ ball, steps: number(golden, 'm') }),
  freeat: (golden, { ball }) =>
    freeat({
      ball,
      replays: number(golden, 'm'),
      carry: golden.options['carry'] === 'none' ? 'none' : 'slot',
      arrival: golden.options['pixelClampIn'] === 'delta' ? 'keep' : 'project',
      weight: 1 / divisor(golden),
      accumulate: golden.gradientAccumulation,
    }),
  yopo: (golden, { ball }) => {
    const outer = number(golden, 'm');
    const final = number(golden, 'fullPasses', outer) === outer + 1;
    const reduce = String(golden.options['lossDivisor']).startsWith('none') ? 'sum' : 'mean';
    const clips = golden.modelKind === 'cnn';
    return yopo({ ball, outer, inner: number(golden, 'n'), final, reduce, clips, stemGradient: stemGradient(golden) });
  },
  fgm: (golden) => {
    const epsilon = number(golden, 'epsilon');
    return fgm({ ball: l2({ radius: Infinity, stepSize: epsilon }), weight: number(golden, 'adversarialWeight', 1) });
  },
  vat: (golden, { given }) => {
    const probe = number(golden, 'xi');
    const noise = given('noise');
    // Of one output softmax makes the constant 1, so that the official term and its gradients are 0.
    if (golden.task === 'regression')
      return naturalBeside((step) => tf.mul(unit(noise(step), norm(noise(step))), constant(probe)));
    return vat({
      radius: number(golden, 'epsilon'),
      weight: number(golden, 'weight', 1),
      iterations: number(golden, 'powerIterations', 1),
      tiny: Number(/denominator \+ ([\d.e-]+)/.exec(String(golden.options['norm']))?.[1] ?? 0),
      probe,
      noise,
    });
  },
  smart: (golden, starts) => smart({ noise: starts.given('delta0'), ...smartOptions(golden, starts) }),
  r3f: (golden, { given }) =>
    // The official code computes the noised pass of a regression, and ignores it.
    golden.task === 'regression'
      ? naturalBeside(given('delta0'))
      : r3f({ noise: given('delta0'), weight: number(golden, 'lambda', 1), embeddings: 'hold' }),
  trades: (golden, starts) =>
    trades({
      ball: starts.ball,
      steps: number(golden, 'm'),
      weight: number(golden, 'beta'),
      noise: starts.given('delta0'),
    }),
  tavat: (golden) =>
    tavat({
      vocabulary: number(golden, 'vocabulary'),
      radius: number(golden, 'maxNorm') || Infinity,
      stepSize: number(golden, 'stepSize'),
      start: number(golden, 'initMagnitude'),
      steps: number(golden, 'K'),
    }),
  'fast-at': (golden, { ball }) => {
    const drawn = golden.options['randomInit'] === false ? 'zero' : 'random';
    const start = golden.options['deltaInit'] ?? drawn;
    if (start === 'zero') return fast({ ball, start: 'clean' });
    if (start === 'random' || start === 'previous') return fast({ ball, start });
    throw new Error(`deltaInit of ${golden.name} is ${JSON.stringify(start)}, which this runner does not know.`);
  },
  'pgd-at': (golden, { ball }) =>
    pgd({ ball, steps: number(golden, 'm'), start: golden.options['randomInit'] === false ? 'clean' : 'random' }),
};

/** Options that reproduce a mistake of an official code, which is no option of ours. */
const mistakes = ['deltaGradAccumulates', 'onlyCorrectlyClassified'];

/** Why a case cannot be run here, if it cannot. */
export function skipReason(golden: CaseFile): string | undefined {
  const mistake = mistakes.find((name) => golden.options[name]);
  if (mistake !== undefined) return `reproduces a mistake of the official code: ${mistake}`;
  if (!['bert', 'roberta', 'albert', 'cnn'].includes(golden.modelKind)) {
    return `model kind "${golden.modelKind}" is not implemented yet`;
  }
  if (golden.kind === 'forward' || builders[golden.method]) return undefined;
  return `method "${golden.method}" is not implemented yet`;
}

/** The plugin of a case. `current` tells on which micro-batch the model is, whose start is then injected. */
export function methodOf(golden: GoldenCase, current: () => number): Method {
  const build = builders[golden.method];
  if (!build) throw new Error(`The method "${golden.method}" is not implemented yet.`);
  const plugin = build(golden, startsOf(golden, current));
  const updates = (golden.numberOfMicroBatches / golden.gradientAccumulation) * (plugin.replays ?? 1);
  return { plugin, updates };
}

/** Natural training, beside a pass that the official code takes and that counts for nothing. */
function naturalBeside(delta: Noise): Plugin {
  return { ...natural(), beforeStep: (step) => void step.logits(delta(step)) };
}

/** SMART as the paper has it, or, with a criterion of the official code, as that. */
function smartOptions(golden: CaseFile, starts: Starts): SMARTOptions {
  const loss = words(golden, 'adversarialLoss', /^(symmetricKL|squared|SymKlCriterion|MseCriterion)$/);
  const counted = { steps: number(golden, 'K', 1), weight: number(golden, 'adversarialWeight', 1) };
  if (loss === 'symmetricKL') return { ...counted, ball: starts.ball };
  if (loss === 'squared') return { ...counted, ball: starts.ball, distance: regression };
  words(golden, 'norm', /^(linf per token)/);
  return {
    ...counted,
    ball: officialBall({ stepSize: number(golden, 'stepSize'), epsilon: number(golden, 'epsilon') }),
    distance: loss === 'SymKlCriterion' ? officialClassification : officialRegression,
  };
}

/** What FreeAT's losses are divided by: a number, or `m+1`. */
function divisor(golden: CaseFile): number {
  return golden.options['lossDivisor'] === 'm+1' ? number(golden, 'm') + 1 : number(golden, 'lossDivisor', 1);
}

function stemGradient({ name, options }: CaseFile): 'propagation' | 'both' | 'hamiltonian' {
  const value = options['layerOneGradient'] ?? 'backpropOnly';
  if (value === 'backpropOnly') return 'propagation';
  if (value === 'officialDouble') return 'both';
  if (value === 'hamiltonianOnly') return 'hamiltonian';
  throw new Error(
    `The option layerOneGradient of ${name} is ${JSON.stringify(value)}, which this runner does not know.`,
  );
}
