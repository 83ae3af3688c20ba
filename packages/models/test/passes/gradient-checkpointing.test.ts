import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { key, native } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { modelTypes } from '../../src/encoder/families/families.ts';
import { encoder, initialParams, type Encoder } from '../../src/index.ts';
import { eightLayers } from '../eight-layers.ts';
import { tinyConfig, tinyInputs } from '../tiny.ts';

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
  test.each(modelTypes)('%s has the gradients that it has without, bit for bit, with dropout', (model_type) => {
    const plain = tiny({ model_type }, false);
    const checkpointed = tiny({ model_type }, true);
    for (const ofParams of [false, true]) {
      const expected = gradients(plain, ofParams);
      const before = tf.memory().numTensors;
      expect(gradients(checkpointed, ofParams)).toEqual(expected);
      expect(tf.memory().numTensors).toBe(before);
    }
    for (const model of [plain, checkpointed]) model.dispose();
  });
});

onBackends(['native'], () => {
  describe('a step of eight layers', () => {
    test('run one operation at a time takes less than half of the memory', () => {
      const peak = (gradientCheckpointing: boolean): number => {
        const binding = native()!.binding as unknown as Memory;
        binding.resetPeak();
        const { bytes } = binding.memory();
        eightLayers({ gradientCheckpointing, compile: 'off', steps: 1 });
        return binding.memory().peakBytes - bytes;
      };
      expect(peak(true)).toBeLessThan(0.5 * peak(false));
    });

    // What TensorFlow holds within a recording only the system can tell, and of a whole process at that.
    test.skipIf(process.platform !== 'linux')('recorded takes less than half of the memory', () => {
      const [plain, checkpointed] = [false, true].map(riseOfProcess) as [number, number];
      expect(plain).toBeGreaterThan(150 * 2 ** 20);
      expect(checkpointed).toBeLessThan(plain / 2);
    });

    test.each(['off', 'function'] as const)('has the same losses, bit for bit: %s', (compile) => {
      const losses = (gradientCheckpointing: boolean): number[] =>
        eightLayers({ gradientCheckpointing, compile, steps: 3 });
      expect(losses(true)).toEqual(losses(false));
    });
  });
});

interface Memory {
  memory(): { readonly bytes: number; readonly peakBytes: number };
  resetPeak(): void;
}

/** By how many bytes the memory of a process of its own rises while it takes recorded steps. */
function riseOfProcess(gradientCheckpointing: boolean): number {
  const program = fileURLToPath(new URL('peak-of-process.ts', import.meta.url));
  const node = ['--import', 'tsx', '--conditions=@advtrain/source', program];
  const child = spawnSync(process.execPath, [...node, String(gradientCheckpointing)], { encoding: 'utf8' });
  expect(child.stdout, child.stderr).toMatch(/^\d+\n$/);
  return Number(child.stdout);
}
