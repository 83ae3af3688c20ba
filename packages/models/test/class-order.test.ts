import * as tf from '@tensorflow/tfjs-core';
import { key } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { encoder, initialParams, orderClasses } from '../src/index.ts';

onBackends(['wasm'], () => {
  test('classes in another order have the same logits in that order, and an order that is none is refused', () => {
    const config = {
      model_type: 'bert',
      vocab_size: 9,
      hidden_size: 4,
      num_hidden_layers: 1,
      num_attention_heads: 1,
      intermediate_size: 4,
      max_position_embeddings: 4,
      num_labels: 3,
    };
    const params = initialParams(config, key(1));
    const bias = tf.tensor1d([1, 2, 3]);
    const model = encoder(config, { ...params, 'classifier.bias': bias });
    tf.dispose([params, bias]);
    try {
      const weight = model.params['classifier.weight']!.arraySync() as number[][];
      orderClasses(model, [2, 0, 1]);
      expect(model.params['classifier.weight']!.arraySync()).toEqual([weight[2], weight[0], weight[1]]);
      expect([...model.params['classifier.bias']!.dataSync()]).toEqual([3, 1, 2]);
      for (const wrong of [
        [0, 1],
        [0, 1, 1],
        [0, 1, 3],
      ])
        expect(() => {
          orderClasses(model, wrong);
        }).toThrow('The order of 3 classes is 0, 1');
    } finally {
      model.dispose();
    }
  });
});
