import type { Images, MetricName } from '@advtrain/datasets';
import { imageSet } from '@advtrain/evaluate';
import { hash } from '../results/json.ts';
import type { TaskSettings } from '../settings.ts';
import { imageFingerprint } from './fingerprint.ts';
import { checkExamples } from './check-examples.ts';
import type { Counted } from './check-examples.ts';
import { checkKnownClasses } from './known-classes.ts';
import { lookAt, saved } from './starting-model.ts';
import type { StartingModel } from './starting-model.ts';
import { majority } from './majority.ts';
import type { Task } from './task.ts';
import { heldTraining } from './training-set.ts';

/** Images and a net. */
export interface ImageTaskOptions {
  /** What they are and where they come from, in one line. */
  readonly title: string;
  readonly train: Images;
  /** Of how many of them a seed trains, drawn by the seed, classes with their shares. Default: all. */
  readonly trainSize?: number;
  /** Held-out training images: what the best evaluation is chosen by. */
  readonly development: Images;
  /** What figures are reported of, and what is attacked. */
  readonly test: Images;
  /** What it is measured by; the first chooses the best evaluation. Default: accuracy. */
  readonly metrics?: readonly [MetricName, ...MetricName[]];
  readonly model: StartingModel;
  /** How training images are moved at random: by at most so many pixels, and whether they are mirrored. Default: they are not. */
  readonly augment?: { readonly shift: number; readonly flip: boolean } | undefined;
  /** What a reader of results has to know. Default: nothing but what the model says. */
  readonly notes?: readonly string[];
  /** What it was asked to be, for the record. Default: nothing. */
  readonly settings?: TaskSettings;
}

/**
 * A task of images and a net, for `compare` and `run`.
 *
 * @param options the images, the net, the metrics and the settings.
 */
export async function imageTask(options: ImageTaskOptions): Promise<Task> {
  const { train, development, test, model, metrics = ['accuracy'], settings } = options;
  const sets = { development, test };
  const all = Object.entries({ training: train, ...sets });
  checkExamples(train.labelNames, all.map(countedOf));
  for (const [id, { labels }] of all) {
    checkKnownClasses(id, labels, train.labelNames);
  }
  const known = await lookAt(model);
  const trainSize = Math.min(options.trainSize ?? Infinity, train.labels.length);
  return {
    kind: 'images',
    metrics,
    unlabelled: {},
    attacked: 'test',
    info: {
      data: options.title,
      model: model.title,
      parameters: known.parameters,
      ...(known.trained === undefined ? {} : { trained: known.trained }),
      classes: train.labelNames,
      images: true,
      trainExamples: trainSize,
      sets: Object.entries(sets).map(([id, images]) => ({
        id,
        title: id,
        examples: images.labels.length,
        majority: majority(Array.from(images.labels)),
      })),
      notes: [...(options.notes ?? []), ...(model.notes ?? [])],
    },
    train: heldTraining(imageSet(train, options.augment), { size: trainSize, classes: true }),
    sets: { development: imageSet(development), test: imageSet(test) },
    model: async (seed) => model.fresh(seed),
    save: (folder, params) => saved(model, folder, params),
    fingerprint: hash([
      ...[train, development, test].map(imageFingerprint),
      known.fingerprint,
      ...(trainSize < train.labels.length ? [trainSize] : []),
    ]),
    ...(settings ? { settings } : {}),
  };
}

function countedOf([id, { pixels, shape, labels, labelNames: names }]: readonly [string, Images]): Counted {
  const count = pixels.length / shape.reduce((product, size) => product * size, 1);
  return { id, things: 'images', count, columns: { labels }, names };
}
