import type { Model } from '@advtrain/core';
import { convNet, encoder, type Encoder, type ImageLayer } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import type { GoldenCase } from '../cases/case.ts';
import { toTensors } from '../cases/tensors.ts';

/** A model that its maker frees. */
export type Subject = Model & { dispose(): void };

/** The model of a case, with the case's weights. The caller disposes it. */
export function subjectOf(golden: GoldenCase): Subject {
  return golden.config ? encoderOf(golden) : imagesOf(golden);
}

/** The model of a text case. */
export function encoderOf({ config = {}, weights }: GoldenCase): Encoder {
  const tensors = toTensors(weights);
  try {
    return encoder(config, tensors);
  } finally {
    tf.dispose(Object.values(tensors));
  }
}

/** The net of an image case: its first block is the layer that YOPO cuts behind, its second the rest. */
function imagesOf({ name, network, images, inputs, options, weights }: GoldenCase): Subject {
  const shape = inputs['images']?.shape.slice(2);
  if (!network || shape?.length !== 3)
    throw new Error(`${name} has neither model/config.json nor a network with images.`);
  const layers = network.layers.filter((text) => !text.includes('cross-entropy')).map(layerOf);
  const first = network.layerOne.split('+').length;
  const [height = 0, width = 0, channels = 0] = shape;
  const tensors = toTensors(weights);
  try {
    return convNet(
      {
        image: [height, width, channels],
        blocks: [layers.slice(0, first), layers.slice(first)],
        clips: options['pixelClampIn'] === 'forward',
        ...(images?.normalization && { normalization: images.normalization }),
      },
      tensors,
    );
  } finally {
    tf.dispose(Object.values(tensors));
  }
}

/** A layer as case.json puts it: `conv1 3x3 valid stride 1 bias 3->4`, `relu`, `maxpool 2x2 stride 2`, `flatten`, `fc1 24->12`. */
function layerOf(text: string): ImageLayer {
  const [head = '', size = ''] = text.split(' ');
  const number = (word: string): number | undefined => {
    const found = new RegExp(`\\b${word} (\\d+)`).exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const stride = number('stride');
  const padding = number('pad') ?? number('padding');
  if (head === 'relu' || head === 'flatten') return { kind: head };
  if (head === 'maxpool')
    return { kind: 'maxPool', size: Number(size.split('x')[0]), ...(stride !== undefined && { stride }) };
  if (head.startsWith('fc')) return { kind: 'dense', name: head };
  if (head.startsWith('conv')) {
    return {
      kind: 'convolution',
      name: head,
      ...(stride !== undefined && { stride }),
      ...(padding !== undefined && { padding }),
    };
  }
  throw new Error(`The network has a layer "${text}", which this runner does not know.`);
}
