import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { imageTask, UsageError } from '@advtrain/compare';
import type { Task } from '@advtrain/compare';
import { cifar10, mnist, pickImages, takeImages, task as named } from '@advtrain/datasets';
import type { Images, ImageSplits } from '@advtrain/datasets';
import { loadNet } from '../models/load-net.ts';
import { refuseWindows } from '../options/window-options.ts';
import { taskSettings } from '../settings/settings.ts';
import type { Settings } from '../settings/settings.ts';
import { partNote, pool, shortage } from './data.ts';
import type { LoadOptions } from './load-options.ts';

/** How the images of CIFAR-10 are moved in training, as in all papers. */
const augment = { shift: 4, flip: true };

/**
 * Gets images and a net. A tenth of the training images, at most `developmentSize`, is held out to choose the best
 * evaluation by; the test images are for the figures that are reported, and for the attack.
 */
export async function loadImages(settings: Settings, options: LoadOptions): Promise<Task> {
  const { metrics, title, name } = named(settings.data);
  if (settings.gradientCheckpointing) {
    throw new UsageError('gradientCheckpointing is true, but only encoders of texts have it; leave it out for images.');
  }
  refuseWindows(settings, `${name} has images`);
  for (const name of ['freeze', 'lora'] as const) {
    const value = settings[name];
    if (value === undefined) continue;
    throw new UsageError(`${name} is ${value}, but only encoders of texts train in part; leave it out for images.`);
  }
  const net = await loadNet(settings.model);
  const { train, development, test, notes } = cut(name, await splitsOf(name, options), settings);
  const model = net.forClasses(train.labelNames);
  if (net.image.join() !== train.shape.join()) {
    const sizes = [net.image, train.shape].map((lengths) => lengths.join(' × '));
    throw new UsageError(
      `${model.title} reads images of ${sizes.join(`, but those of ${name} are `)}; choose another --model.`,
    );
  }
  return imageTask({
    title: `${title} (${name})`,
    train,
    trainSize: settings.trainSize,
    development,
    test,
    metrics,
    model,
    augment: name === 'cifar10' ? augment : undefined,
    notes: [...notes, ...shortage(train.labels.length, settings)],
    settings: taskSettings(settings),
  });
}

async function splitsOf(name: string, { dataFrom }: LoadOptions): Promise<ImageSplits> {
  const folder = dataFrom ?? process.env['ADVTRAIN_DATA'] ?? '';
  if (name === 'mnist') {
    const below = ['mnist', 'MNIST/raw', '.'].map((part) => join(folder, part));
    const from = folder && below.find((each) => startsLikeMnist(each));
    return mnist(from ? { from } : {});
  }
  if (!folder) throw new UsageError(`${name} has to be in a folder; name it with --data-from or ADVTRAIN_DATA.`);
  const below = ['cifar10', 'cifar10-part'].map((part) => join(folder, part));
  return cifar10({ from: below.find((each) => existsSync(each)) ?? folder });
}

function startsLikeMnist(folder: string): boolean {
  return ['-', '.'].some((mark) =>
    ['', '.gz'].some((end) => existsSync(join(folder, `train-images${mark}idx3-ubyte${end}`))),
  );
}

function cut(name: string, { train, test }: ImageSplits, { trainSize, developmentSize, testSize }: Settings) {
  const sizes = { training: train.labels.length, test: test.labels.length };
  if (sizes.training < 2 || sizes.test < 1) {
    throw new Error(
      `${name} has ${sizes.training} training and ${sizes.test} test images here, but needs at least 2 and 1: get its files again.`,
    );
  }
  const all = takeImages(train, sizes.training, 0);
  const held = Math.min(developmentSize, Math.max(1, Math.floor(sizes.training / 10)));
  const some = (images: Images, from: number, size: number) =>
    pickImages(
      images,
      Array.from({ length: Math.min(size, images.labels.length - from) }, (_, row) => from + row),
    );
  const left = sizes.training - held;
  return {
    train: some(all, held, Math.max(pool, trainSize)),
    development: some(all, 0, held),
    // Their own order, for the first thousand are what papers attack.
    test: some(test, 0, testSize),
    notes: partNote('of training as each seed draws them, and of the test the first', [
      { what: 'training images', size: Math.min(trainSize, left), of: left },
      { what: 'test images', size: Math.min(testSize, sizes.test), of: sizes.test },
    ]),
  };
}
