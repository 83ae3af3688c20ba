import { readFileSync } from 'node:fs';
import { adamw, natural, sgd, Trainer, type Batch, type Compile } from '@advtrain/core';
import { key, native } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { encoder, initialParams, type Encoder } from '../src/index.ts';
import { tinyConfig, tinyInputs } from './tiny.ts';

const rates = { hidden_dropout_prob: 0.3, attention_probs_dropout_prob: 0.3, classifier_dropout: 0.3 };

function tiny(changes: object, gradientCheckpointing: boolean): Encoder {
  const config = tinyConfig({ ...rates, ...changes });
  const params = initialParams(config, key(7));
  const model = encoder(config, params, { gradientCheckpointing });
  tf.dispose(Object.values(params));
  return model;
}

/** The gradients of δ and, if wanted, of the parameters, cut behind the first layer. */
function gradients(model: Encoder, ofParams: boolean): Float32Array[] {
  return tf.tidy(() => {
    const { params } = model;
    const inputs = tinyInputs(model.config.pad_token_id);
    const x = model.embed(params, inputs);
    const delta = tf.zerosLike(x);
    const loss = (): tf.Tensor => {
      const hidden = model.stem(params, tf.add(model.embed(params, inputs), delta), inputs, key(3));
      return tf.sum(tf.square(model.trunk(params, hidden, inputs, key(3))));
    };
    const wanted = [delta, ...(ofParams ? Object.values(params) : [])];
    return tf
      .engine()
      .gradients(loss, wanted)
      .grads.map((gradient) => Float32Array.from(gradient.dataSync()));
  });
}

onBackends(['native', 'wasm', 'cpu'], () => {
  test.each(['bert', 'roberta', 'albert', 'distilbert', 'electra'])(
    '%s has the gradients that it has without, bit for bit, with dropout',
    (model_type) => {
      const [plain, checkpointed] = [tiny({ model_type }, false), tiny({ model_type }, true)];
      for (const ofParams of [false, true]) {
        const expected = gradients(plain, ofParams);
        const before = tf.memory().numTensors;
        expect(gradients(checkpointed, ofParams)).toEqual(expected);
        expect(tf.memory().numTensors).toBe(before);
      }
      for (const model of [plain, checkpointed]) model.dispose();
    },
  );
});

const layers = 8;
const config = {
  ...{ model_type: 'bert', vocab_size: 50, hidden_size: 64, num_hidden_layers: layers, num_attention_heads: 2 },
  ...{ intermediate_size: 256, max_position_embeddings: 128 },
};

/** Takes steps on 16 sequences of 128 tokens; gives the losses. */
function steps(gradientCheckpointing: boolean, compile: Compile, count: number): number[] {
  const params = initialParams(config, key(7));
  const model = encoder(config, params, { gradientCheckpointing });
  tf.dispose(Object.values(params));
  const optimizer = compile === 'xla' ? sgd({ learningRate: 0.01 }) : adamw({ learningRate: 0.001 });
  const trainer = new Trainer({ model, optimizer, plugins: [natural()], seed: 7, compile });
  const values = Int32Array.from({ length: 16 * 128 }, (_, i) => (i * 7) % 50);
  const batch: Batch = {
    inputs: { values: tf.tensor2d(values, [16, 128], 'int32'), mask: tf.ones([16, 128]) },
    labels: tf.tensor1d(
      Array.from({ length: 16 }, (_, i) => i % 2),
      'int32',
    ),
  };
  const losses = Array.from({ length: count }, () => [...trainer.step(batch).losses()]).flat();
  for (const each of [trainer, optimizer, model]) each.dispose();
  tf.dispose([batch.inputs.values, batch.inputs.mask!, batch.labels]);
  return losses;
}

onBackends(['native'], () => {
  describe('a step of eight layers', () => {
    test('run one operation at a time takes less than half of the memory', () => {
      const peak = (gradientCheckpointing: boolean): number => {
        const binding = native()!.binding as unknown as Memory;
        binding.resetPeak();
        const { bytes } = binding.memory();
        steps(gradientCheckpointing, 'off', 1);
        return binding.memory().peakBytes - bytes;
      };
      expect(peak(true)).toBeLessThan(0.5 * peak(false));
    });

    // The most memory that the process ever held does not fall, so each part may only add to it.
    test.skipIf(process.platform !== 'linux')('recorded takes far less memory', () => {
      const rise = (gradientCheckpointing: boolean): number => {
        const before = peakOfProcess();
        steps(gradientCheckpointing, 'function', 2);
        return peakOfProcess() - before;
      };
      rise(true);
      const [again, plain] = [rise(true), rise(false)];
      expect(plain).toBeGreaterThan(40 * 2 ** 20);
      expect(again).toBeLessThan(plain / 3);
    });

    test.each(['off', 'function'] as const)('has the same losses, bit for bit: %s', (compile) => {
      expect(steps(true, compile, 3)).toEqual(steps(false, compile, 3));
    });
  });
});

interface Memory {
  memory(): { readonly bytes: number; readonly peakBytes: number };
  resetPeak(): void;
}

function peakOfProcess(): number {
  return 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
