import type { Inputs } from '@advtrain/core';
import { fold, key, normal } from '@advtrain/engine';
import { encoder, initialParams, type Encoder } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { onnxModel, type OnnxOptions } from '../src/index.node.ts';

/** A model that a test makes, by what its config.json says. */
export type Changes = Readonly<Record<string, unknown>>;

/** What turns the parts of a family on. */
const own: Readonly<Record<string, Changes>> = {
  modernbert: { pad_token_id: 0, local_attention: 4, global_attn_every_n_layers: 2 },
  'deberta-v2': {
    relative_attention: true,
    position_buckets: 4,
    pos_att_type: ['c2p', 'p2c'],
    share_att_key: true,
    norm_rel_ebd: 'layer_norm',
    position_biased_input: false,
  },
};

/** A config of a few thousand parameters, with wide initial weights, so that every part matters. */
export function tinyConfig(changes: Changes = {}): Changes {
  return {
    model_type: 'bert',
    hidden_size: 16,
    embedding_size: 8,
    num_hidden_layers: 3,
    num_attention_heads: 2,
    intermediate_size: 24,
    vocab_size: 30,
    max_position_embeddings: 40,
    type_vocab_size: 2,
    num_labels: 3,
    initializer_range: 0.4,
    ...own[String(changes['model_type'])],
    ...changes,
  };
}

/** An encoder of that config with random weights, whose biases and gains are random as well. */
export function tinyEncoder(changes: Changes = {}): Encoder {
  const config = tinyConfig(changes);
  const params = initialParams(config, key(7));
  const shaken = Object.entries(params).map(([name, tensor]) => {
    if (tensor.rank > 1) return [name, tensor] as const;
    return [name, tf.add(tensor, tf.mul(normal(tensor.shape, fold(key(8), name)), 0.1))] as const;
  });
  return encoder(config, Object.fromEntries(shaken));
}

/** Ids of texts, and the segments that they are of. */
export interface TinyTexts {
  readonly ids: readonly (readonly number[])[];
  readonly types?: readonly (readonly number[])[];
}

/** Texts of such lengths, padded to the longest; with segments where there are several. */
export function tinyTexts(lengths: readonly number[], padding: number, segments = 2): TinyTexts {
  const longest = Math.max(...lengths);
  const row = (length: number, value: (at: number) => number, rest: number): number[] =>
    Array.from({ length: longest }, (_, at) => (at < length ? value(at) : rest));
  return {
    ids: lengths.map((length, text) => row(length, (at) => 3 + ((7 * at + 11 * text) % 27), padding)),
    ...(segments > 1 && { types: lengths.map((length) => row(length, (at) => Number(at > length / 2), 0)) }),
  };
}

/** Which tokens are no padding. */
function maskOf({ ids }: TinyTexts, padding: number): number[][] {
  return ids.map((row) => row.map((id) => Number(id !== padding)));
}

/** What the encoder itself says. */
export function ownLogits(model: Encoder, texts: TinyTexts): number[] {
  const padding = model.config.pad_token_id;
  return tf.tidy(() => {
    const inputs: Inputs = {
      values: tf.tensor2d(texts.ids as number[][], undefined, 'int32'),
      mask: tf.tensor2d(maskOf(texts, padding)),
      ...(texts.types && { types: tf.tensor2d(texts.types as number[][], undefined, 'int32') }),
    };
    const x = model.embed(model.params, inputs);
    const rows = model.trunk(model.params, model.stem(model.params, x, inputs), inputs);
    return [...read(model.rows, texts, rows, padding).dataSync()];
  });
}

/** Rows of logits without those of padding, which nobody reads. */
function read(rows: Encoder['rows'], texts: TinyTexts, logits: tf.Tensor2D, padding: number): tf.Tensor2D {
  const mask = tf.tensor2d(maskOf(texts, padding));
  if (rows === 'tokens') return tf.mul(logits, tf.reshape(mask, [-1, 1]));
  if (rows !== 'ends') return logits;
  const twice = tf.reshape(tf.stack([mask, mask], 1), logits.shape);
  return tf.mul(logits, twice);
}

/** What ONNX Runtime makes of the model that is written from it. */
export async function session(model: Encoder, options: OnnxOptions = {}): Promise<InferenceSession> {
  const { 'model.onnx': chunks } = onnxModel(model, options);
  // What it refuses is told of by its error alone.
  return InferenceSession.create(Buffer.concat([...chunks!]), { logSeverityLevel: 4 });
}

/** What a session says of texts. */
export async function logitsOf(opened: InferenceSession, texts: TinyTexts, padding: number): Promise<number[]> {
  const tensor = (rows: readonly (readonly number[])[]): Tensor =>
    new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]!.length]);
  const given: Record<string, Tensor> = {
    input_ids: tensor(texts.ids),
    attention_mask: tensor(maskOf(texts, padding)),
    ...(texts.types && opened.inputNames.includes('token_type_ids') && { token_type_ids: tensor(texts.types) }),
  };
  const found = await opened.run(given);
  const count = texts.ids.length;
  const length = texts.ids[0]!.length;
  return tf.tidy(() => {
    if (found['start_logits']) {
      const ends = ['start_logits', 'end_logits'].map((name) => tf.tensor2d(numbers(found[name]!), [count, length]));
      return [...read('ends', texts, tf.reshape(tf.stack(ends, 1), [2 * count, length]), padding).dataSync()];
    }
    const logits = found['logits']!;
    const rows = tf.tensor2d(numbers(logits), [logits.size / logits.dims.at(-1)!, logits.dims.at(-1)!]);
    return [...read(logits.dims.length === 3 ? 'tokens' : undefined, texts, rows, padding).dataSync()];
  });
}

function numbers(tensor: Tensor): Float32Array {
  return tensor.data as Float32Array;
}

/** The largest difference between numbers of two lists. */
export function apart(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return Infinity;
  return Math.max(...one.map((value, at) => Math.abs(value - other[at]!)));
}
