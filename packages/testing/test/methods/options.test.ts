import * as a2t from '@advtrain/a2t';
import * as ascc from '@advtrain/ascc';
import * as attacks from '@advtrain/attacks';
import * as awp from '@advtrain/awp';
import * as controls from '@advtrain/controls';
import * as core from '@advtrain/core';
import * as datasets from '@advtrain/datasets';
import { fit } from '@advtrain/evaluate';
import * as fgm from '@advtrain/fgm';
import * as flooding from '@advtrain/flooding';
import * as freeat from '@advtrain/freeat';
import * as freelb from '@advtrain/freelb';
import * as neftune from '@advtrain/neftune';
import * as pgd from '@advtrain/pgd';
import * as rDrop from '@advtrain/r-drop';
import * as r3f from '@advtrain/r3f';
import * as sam from '@advtrain/sam';
import * as smart from '@advtrain/smart';
import * as tavat from '@advtrain/tavat';
import * as trades from '@advtrain/trades';
import * as vat from '@advtrain/vat';
import * as yopo from '@advtrain/yopo';
import { describe, expect, test } from 'vitest';

type Factory = (options: unknown) => unknown;

const ids = [{ ids: [1, 2] }];
const images = { pixels: new Uint8Array(1), shape: [1, 1, 1], labels: new Uint8Array(1), labelNames: ['a'] } as const;

/** Every factory that takes options, in the packages of methods and below them, as JavaScript calls it. */
const factories = Object.entries({
  a2t: a2t.a2t,
  ascc: ascc.ascc,
  awp: awp.awp,
  elementwiseAWP: awp.elementwiseAWP,
  labelSmoothing: controls.labelSmoothing,
  trainingTemperature: controls.trainingTemperature,
  fgm: fgm.fgm,
  flooding: flooding.flooding,
  freeat: freeat.freeat,
  freelb: freelb.freelb,
  freelbPlusPlus: freelb.freelbPlusPlus,
  neftune: neftune.neftune,
  'pgd, the method': pgd.pgd,
  'fgsm, the method': pgd.fgsm,
  fast: pgd.fast,
  rDrop: rDrop.rDrop,
  r3f: r3f.r3f,
  sam: sam.sam,
  asam: sam.asam,
  smart: smart.smart,
  officialBall: smart.officialBall,
  proximal: smart.proximal,
  tavat: tavat.tavat,
  trades: trades.trades,
  vat: vat.vat,
  yopo: yopo.yopo,
  natural: core.natural,
  ema: core.ema,
  sgd: core.sgd,
  adam: core.adam,
  adamw: core.adamw,
  linearDecay: core.linearDecay,
  polynomialDecay: core.polynomialDecay,
  cosineDecay: core.cosineDecay,
  Trainer: (options: core.TrainerOptions) => new core.Trainer(options),
  l2: attacks.l2,
  linf: attacks.linf,
  ascend: (options: attacks.AscentOptions) => attacks.ascend({} as core.Site, options),
  apgdCE: attacks.apgdCE,
  apgdT: attacks.apgdT,
  fabT: attacks.fabT,
  carliniWagner: attacks.carliniWagner,
  square: attacks.square,
  pgd: attacks.pgd,
  fgsm: attacks.fgsm,
  deepWordBug: attacks.deepWordBug,
  textBatches: (options: datasets.BatchOptions) => datasets.textBatches(ids, [0], options),
  imageBatches: (options: datasets.ImageBatchOptions) => datasets.imageBatches(images, options),
} as unknown as Readonly<Record<string, Factory>>);

describe('options, as JavaScript gives them', () => {
  test.each(factories)('%s refuses a name that is none of its own, and says which are', (_, factory) => {
    expect(() => factory({ stepps: 5 })).toThrow(
      /^\w+ has no option "stepps"; it has [\w, ]+(; the nearest is \w+)?\.$/,
    );
  });

  test.each(factories)('%s refuses what is no options object', (_, factory) => {
    expect(() => factory(0.1)).toThrow(
      /^\w+ was given 0\.1, but takes its options as an object: \w+\(\{ [\w, ]+ \}\)\.$/,
    );
  });

  test.each<[string, () => unknown, string]>([
    [
      'a method',
      () => (freelb.freelb as Factory)({ step: 5 }),
      'freelb has no option "step"; it has ball and steps; the nearest is steps.',
    ],
    [
      'a ball',
      () => (attacks.l2 as Factory)({ radius: 1, stepsize: 0.1 }),
      'l2 has no option "stepsize"; it has radius, stepSize, start, draw and per; the nearest is stepSize.',
    ],
    [
      'what is missing',
      () => (freelb.freelb as Factory)({ steps: 5 }),
      'freelb needs ball, which must be a ball such as l2({ radius, stepSize }).',
    ],
    [
      'a text for a number',
      () => (freelb.freelb as Factory)({ ball: attacks.l2({ radius: 1, stepSize: 1 }), steps: '5' }),
      'steps is "5", but must be a whole number, at least 1.',
    ],
    [
      'a number for a ball',
      () => (freelb.freelb as Factory)({ ball: 0.1 }),
      'ball is 0.1, but must be a ball such as l2({ radius, stepSize }).',
    ],
    [
      'an order',
      () => datasets.textBatches(ids, [0], { batchSize: 2, order: 'shuffle' as 'shuffled' }),
      'order is "shuffle", but must be shuffled or length or given; the nearest is shuffled.',
    ],
    [
      'a remainder',
      () => datasets.textBatches(ids, [0], { batchSize: 2, remainder: 'keepp' as 'keep' }),
      'remainder is "keepp", but must be keep or drop; the nearest is keep.',
    ],
    [
      'a rate',
      () => core.adamw({ learningRate: '3e-5' as unknown as number }),
      'learningRate is "3e-5", but must be a number, finite and at least 0, or a function of the optimizer steps taken.',
    ],
    [
      'a schedule',
      () => core.linearDecay({ peak: 1, steps: 10 } as unknown as core.DecayOptions),
      'linearDecay has no option "steps"; it has peak, total, warmup and end.',
    ],
    [
      'augmentation',
      () => datasets.imageBatches(images, { batchSize: 1, augment: { flipp: true } as object }),
      'augment has no option "flipp"; it has shift and flip; the nearest is flip.',
    ],
  ])('%s is refused by name, with the nearest right one', (_, make, sentence) => {
    expect(make).toThrow(sentence);
  });

  test('fit refuses a name that is none of its own', async () => {
    await expect((fit as (...given: unknown[]) => Promise<unknown>)({}, {}, { epoch: 3 })).rejects.toThrow(
      /^fit has no option "epoch"; it has .*; the nearest is epochs\.$/,
    );
  });
});
