import { adamw, natural, Trainer, type Batch, type Compile } from '@advtrain/core';
import { key, type Precision } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { modelTypes } from '../src/encoder/families/families.ts';
import { encoder, initialParams } from '../src/index.ts';
import { tinyConfig, tinyInputs } from './tiny.ts';

interface Run {
  readonly compile: Compile;
  readonly precision?: Precision;
  readonly gradientCheckpointing?: boolean;
}

/** The losses of four steps with dropout, and how the last one ran. */
function trained(model_type: string, { compile, precision = 'fp32', gradientCheckpointing = false }: Run) {
  const rates = { hidden_dropout_prob: 0.2, attention_probs_dropout_prob: 0.2, classifier_dropout: 0.2 };
  const config = tinyConfig({ model_type, ...rates });
  const params = initialParams(config, key(7));
  const model = encoder(config, params, { gradientCheckpointing });
  tf.dispose(params);
  const optimizer = adamw({ learningRate: 0.01 });
  const trainer = new Trainer({ model, optimizer, plugins: [natural()], seed: 7, compile, precision });
  const inputs = tinyInputs(model.config.pad_token_id);
  const batch: Batch = { inputs, labels: tf.tensor1d([0, 2], 'int32') };
  const losses = Array.from({ length: 4 }, () => [...trainer.step(batch).losses()]);
  const { how } = trainer.execution;
  for (const each of [trainer, optimizer, model]) each.dispose();
  return { losses: losses.flat(), how };
}

function expectClose(found: readonly number[], expected: readonly number[], gap: number): void {
  for (const [step, loss] of found.entries()) expect(Math.abs(loss / expected[step]! - 1)).toBeLessThan(gap);
}

onBackends(['native'], () => {
  describe.each(modelTypes)('a step of %s', (model_type) => {
    const plain = (): readonly number[] => trained(model_type, { compile: 'off' }).losses;

    test('recorded has the losses that it has run one operation at a time', () => {
      for (const gradientCheckpointing of [false, true]) {
        const recorded = trained(model_type, { compile: 'function', gradientCheckpointing });
        expect(recorded.how).toBe('function');
        expectClose(recorded.losses, plain(), 1e-5);
      }
    });

    test('with products in bfloat16 has losses near those in float32', () => {
      const { losses } = trained(model_type, { compile: 'off', precision: 'bf16' });
      expect(losses).not.toEqual(plain());
      expectClose(losses, plain(), 0.2);
    });
  });
});
