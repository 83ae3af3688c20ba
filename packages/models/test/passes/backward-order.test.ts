import { sgd, Trainer, type Cluster } from '@advtrain/core';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { modelTypes } from '../../src/index.ts';
import { tinyEncoder, tinyInputs } from '../tiny.ts';

/** Layers that share their parameters have no gradient before the backward pass is over. */
const unshared = modelTypes.filter((type) => type !== 'albert');

/** One of two processes, which notes what it is to sum of a step's gradients. */
function noting(): { readonly cluster: Cluster; readonly gradients: () => readonly tf.Tensor[] } {
  const asked: (readonly tf.Tensor[])[] = [];
  const cluster: Cluster = {
    rank: 0,
    size: 2,
    begin: () => undefined,
    sum: (tensors) => {
      asked.push(tensors);
      return tensors.map((tensor) => tf.clone(tensor));
    },
    broadcast: (tensors) => [...tensors],
    agreed: (flags) => flags,
    guarded: (work) => work(),
  };
  return { cluster, gradients: () => asked.find(({ length }) => length > 1)! };
}

/** Which part of the net first reads a parameter: 0 are the embeddings, the head comes behind the last layer. */
function partOf(name: string, layers: number): number {
  const layer = /\.layers?\.(\d+)\./.exec(name)?.[1];
  if (layer !== undefined) return 1 + Number(layer);
  if (/\.encoder\.(rel_embeddings|LayerNorm)\./.test(name)) return 1;
  return /embeddings|relative/.test(name) ? 0 : 1 + layers;
}

onBackends(['wasm'], () => {
  test.each(unshared)(
    'processes sum gradients of %s from the head to the embeddings, as the backward pass gives them',
    (type) => {
      const model = tinyEncoder({ model_type: type });
      const { cluster, gradients } = noting();
      const trainer = new Trainer({ model, optimizer: sgd({ learningRate: 0.1 }), seed: 1, compile: 'off', cluster });
      trainer.step({ inputs: tinyInputs(), labels: tf.tensor1d([0, 1], 'int32') });
      const names = Object.keys(model.params).reverse();
      const summed = gradients();
      expect(summed.map(({ shape }) => shape)).toEqual(names.map((name) => model.params[name]!.shape));
      // Tensors are numbered as they are made: none of a part is made before all of the part behind it are there.
      const made = new Map<number, number[]>();
      names.forEach((name, i) => {
        const part = partOf(name, model.blocks);
        made.set(part, [...(made.get(part) ?? []), summed[i]!.id]);
      });
      expect([...made.keys()]).toEqual(Array.from({ length: model.blocks + 2 }, (_, i) => model.blocks + 1 - i));
      const parts = [...made.values()];
      for (const [i, ids] of parts.entries())
        if (i > 0) expect(Math.min(...ids)).toBeGreaterThan(Math.max(...parts[i - 1]!));
    },
  );
});
