import { adamw, natural, Trainer, type Batch, type Compile } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { modelTypes } from '../src/encoder/families/families.ts';
import { encoder, initialAdapter, initialParams, type Encoder, type EncoderOptions } from '../src/index.ts';
import { tinyConfig, tinyInputs } from './tiny.ts';

const all = { lora: { r: 2, alpha: 3, dropout: 0.3, target: 'all-linear' } } as const;

function made(changes: Readonly<Record<string, unknown>>, options: EncoderOptions): Encoder {
  const config = tinyConfig(changes);
  const { lora } = options;
  const params = { ...initialParams(config, key(7)), ...(lora && initialAdapter(config, lora, key(8))) };
  const model = encoder(config, params, options);
  tf.dispose(params);
  return model;
}

/** What training in part leaves: losses, parameters, the names of the optimizer's moments, how steps ran. */
function trained(model_type: string, options: EncoderOptions, compile: Compile = 'off') {
  const model = made({ model_type, hidden_dropout_prob: 0.2, num_hidden_layers: 2 }, options);
  const before = snapshot({ ...model.frozen, ...model.params });
  const optimizer = adamw({ learningRate: 0.01 });
  const trainer = new Trainer({ model, optimizer, plugins: [natural()], seed: 7, compile });
  const inputs = tinyInputs(model.config.pad_token_id);
  const batch: Batch = { inputs, labels: tf.tensor1d([0, 2], 'int32') };
  const losses = [0, 1, 2].flatMap(() => [...trainer.step(batch).losses()]);
  const after = snapshot({ ...model.frozen, ...model.params });
  const moved = Object.keys(after).filter((name) => after[name] !== before[name]);
  const moments = tf.tidy(() => Object.keys(optimizer.state.save()));
  const { how } = trainer.execution;
  const names = Object.keys(model.params);
  for (const each of [trainer, optimizer, model]) each.dispose();
  return { losses, moved, moments, how, names };
}

function snapshot(tensors: Readonly<Record<string, tf.Tensor>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.dataSync().join()]));
}

onBackends(['native', 'cpu'], () => {
  describe.each(modelTypes)('%s', (model_type) => {
    test('begins with adapters as what it is without, exactly', () => {
      const inputs = tinyInputs(1);
      const logits = (model: Encoder): readonly number[] => {
        const { params } = model;
        return [...model.trunk(params, model.stem(params, model.embed(params, inputs), inputs), inputs).dataSync()];
      };
      expect(logits(made({ model_type }, all))).toEqual(logits(made({ model_type }, {})));
    });

    test('moves the adapters and the head alone, and keeps moments of nothing else', () => {
      const { moved, moments, names } = trained(model_type, all);
      expect(names.some((name) => name.includes('.lora_A.'))).toBe(true);
      expect(names.some((name) => /embeddings?\.weight$/.test(name))).toBe(false);
      expect(moved.sort()).toEqual(names.sort());
      expect(moments.sort()).toEqual(names.flatMap((name) => [`first.${name}`, `second.${name}`]).sort());
    });

    test.each(['embeddings', 'all-but-head', { blocks: 2 }] as const)('leaves what is frozen: %o', (freeze) => {
      const { moved, moments, names } = trained(model_type, { freeze });
      expect(names.some((name) => /(word|tok)_embeddings/.test(name))).toBe(false);
      expect(moved.sort()).toEqual(names.sort());
      expect(moments).toHaveLength(2 * names.length);
    });
  });
});

onBackends(['native'], () => {
  test.each(modelTypes)(
    '%s with adapters has the same losses recorded, with blocks computed again, and step by step',
    (type) => {
      const { losses } = trained(type, all);
      const recorded = trained(type, all, 'function');
      expect(recorded.how).toBe('function');
      const again = trained(type, { ...all, gradientCheckpointing: true });
      for (const [step, loss] of losses.entries()) {
        expect(recorded.losses[step]).toBeCloseTo(loss, 4);
        expect(again.losses[step]).toBe(loss);
      }
    },
  );
});

onBackends(['cpu'], () => {
  test('draws A within ±1/√inputs and B zero, each by its own name', () => {
    const config = tinyConfig();
    const drawn = initialAdapter(config, { r: 4, target: ['query'] }, key(3));
    const first = drawn['bert.encoder.layer.0.attention.self.query.lora_A.weight']!;
    const entries = [...first.dataSync()].map(Math.abs);
    expect(first.shape).toEqual([4, 8]);
    expect(Math.max(...entries)).toBeLessThanOrEqual(1 / Math.sqrt(8));
    expect(Math.max(...entries)).toBeGreaterThan(0.8 / Math.sqrt(8));
    const last = drawn['bert.encoder.layer.2.attention.self.query.lora_B.weight']!;
    expect([last.shape, ...last.dataSync()]).toEqual([[8, 4], ...Array.from({ length: 32 }, () => 0)]);
    expect(Object.keys(initialAdapter(config, { r: 4 }, key(3)))).toHaveLength(3 * 2 * 2);
  });

  test('a pass to the weights counts the share of what trains', () => {
    const share = (options: EncoderOptions): number => made({ num_hidden_layers: 4 }, options).weightShare;
    expect(share({})).toBe(1);
    expect(share({ freeze: 'embeddings' })).toBe(1);
    expect(share({ freeze: 'all-but-head' })).toBeLessThan(0.01);
    // A block has 448 weights; of the last most layers are computed for one token of 64, and so is the head, of 88.
    const last = 128 + 320 / 64;
    const whole = 3 * 448 + last + 88 / 64;
    expect(share({ freeze: { blocks: 2 } })).toBeCloseTo((448 + last + 88 / 64) / whole, 10);
    const query = { r: 2, target: ['query'], trainWhole: ['classifier'] };
    expect(share({ lora: query })).toBeCloseTo((32 * (3 + last / 448) + 24 / 64) / whole, 10);
  });

  test.each([
    [{ r: 0 }, "LoRA's r is 0, but must be a whole number of at least 1."],
    [{ r: 2, alpha: 0 }, "LoRA's alpha is 0, but must be above 0."],
    [{ r: 2, dropout: 1 }, "LoRA's dropout is 1, but must be in [0, 1)."],
    [{ r: 2, target: ['q'] }, /^LoRA's target "q" is no linear layer of this bert: there are attention\.self\.query, /],
    [{ r: 2, target: ['pooler.dense'] }, /^LoRA's target "pooler\.dense" is within what trains whole/],
    [{ r: 2, target: [] }, /^LoRA has no target: choose among attention\.self\.query/],
    [
      { r: 2, trainWhole: ['heads'] },
      /^LoRA is to train "heads" whole, but this bert has no such module: it has bert, /,
    ],
  ])('refuses %o', (lora, sentence) => {
    expect(() => made({}, { lora })).toThrow(sentence);
  });

  test('refuses to freeze blocks that are not there or that later ones share, and both kinds at once', () => {
    expect(() => made({}, { freeze: { blocks: 4 } })).toThrow(
      'freeze.blocks is 4, but must be a whole number from 1 to 3, the blocks of the model.',
    );
    expect(() => made({ model_type: 'albert' }, { freeze: { blocks: 1 } })).toThrow(
      'freeze.blocks is 1, but block 1 has its parameters in common with a later one: freeze all 3 blocks, or the embeddings.',
    );
    expect(() => made({}, { freeze: 'embeddings', lora: { r: 2 } })).toThrow(/^freeze and lora are both given/);
  });
});
