import { tensorsFrom, type Params, type TensorData } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { imageNets, type ImageNet, type ImageNetName } from './image-nets.ts';

/**
 * The parameters of a net from a checkpoint of its PyTorch code: kernels [O, I, h, w] and [O, I], flattening in the order
 * channel, height, width. New tensors: the caller disposes them. Throws one sentence for a parameter that is missing or
 * of another shape; what the net does not know is not used.
 *
 * @param net which net.
 * @param tensors by the names of the checkpoint.
 */
export function imageParamsFromTorch(net: ImageNetName, tensors: Readonly<Record<string, TensorData>>): Params {
  const plan = imageNets[net];
  return Object.fromEntries(
    Object.entries(plan.shapes).map(([name, shape]) => {
      const { source, wanted, spread } = torchLayout(plan, name, shape);
      const data = tensors[source];
      if (!data) throw new Error(`The checkpoint lacks "${source}": it belongs to another net than ${net}.`);
      if (data.shape.join() !== wanted.join()) {
        throw new Error(
          `"${source}" is [${data.shape.join(', ')}] in the checkpoint, but ${net} asks for [${wanted.join(', ')}].`,
        );
      }
      return [name, tf.tidy(() => arranged(tensorsFrom({ data })['data']!, spread, shape))];
    }),
  );
}

/** What PyTorch calls a parameter, its shape there, and that shape as [O, I, h, w] where axes have to be exchanged. */
function torchLayout(
  { torch = {}, flattened = {} }: ImageNet,
  name: string,
  shape: readonly number[],
): { source: string; wanted: readonly number[]; spread?: [number, number, number, number] } {
  const at = name.lastIndexOf('/');
  const layer = name.slice(0, at);
  const part = name.slice(at + 1);
  const source = `${torch[layer] ?? layer.replaceAll('/', '.')}.${part === 'bias' ? 'bias' : 'weight'}`;
  if (part !== 'kernel') return { source, wanted: shape };
  // A dense layer behind flattened images is a convolution whose window is the whole image.
  const before = flattened[layer] ?? [1, 1, shape[0]!];
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape.length === 4 ? shape : [...before, shape[1]!];
  const spread: [number, number, number, number] = [outputs, inputs, height, width];
  return { source, wanted: shape.length === 4 ? spread : [outputs, shape[0]!], spread };
}

function arranged(
  tensor: tf.Tensor,
  spread: [number, number, number, number] | undefined,
  shape: readonly number[],
): tf.Tensor {
  return spread ? tf.reshape(tf.transpose(tf.reshape(tensor, spread), [2, 3, 1, 0]), [...shape]) : tensor;
}
