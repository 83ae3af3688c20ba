import { fold, type Key } from '@advtrain/engine';
import type { Inputs, Model, Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { attentionBias, attentionBlock } from './attention-block.ts';
import { checkpointedBlock } from './checkpointed-block.ts';
import { encoderConfig, type EncoderConfig } from './config/config.ts';
import { embeddingsBlock, wordEmbeddings } from './embeddings.ts';
import { families } from './families/families.ts';
import { head } from './head.ts';
import { parameterShapes } from './names.ts';

/** A text encoder with its head. Its blocks are the transformer layers. */
export interface Encoder extends Model {
  /** The config it was made from, with all defaults filled in. */
  readonly config: EncoderConfig;
  /** Frees the parameters. */
  dispose(): void;
}

/** How an encoder computes; what it computes does not depend on it. */
export interface EncoderOptions {
  /**
   * Whether the backward pass keeps of each block but the last its input alone, and computes the rest again (Chen et al.
   * 2016): far less memory for long sequences and deep models, for one more forward pass of these blocks with every
   * backward pass, which {@link Model.stemShare} and the cost in units leave out. The gradients are the same. Default false.
   */
  readonly gradientCheckpointing?: boolean;
}

/** The length that {@link Model.stemShare} is stated for, in tokens; the share hardly depends on it. */
const typicalLength = 64;

/**
 * BERT (Devlin et al. 2019), RoBERTa (Liu et al. 2019), ALBERT (Lan et al. 2020), DistilBERT (Sanh et al. 2019) or
 * ELECTRA (Clark et al. 2020) with a head for classification [B, num_labels], regression [B, 1] or multiple choice
 * [B, C] from ids [B, C, T], as Hugging Face's `transformers` computes them: the same parameter names, the same places
 * of dropout. DistilBERT has no segments, and takes no notice of segment ids. The cut for perturbations is the word-embedding
 * output, before positions; a stem of depth d is the embeddings block and the first d layers.
 *
 * `config` is a parsed `config.json`. `tensors` must hold all of {@link parameterShapes}; others are left out; they stay
 * the caller's. Throws one sentence for a config that is not implemented and for a tensor that is missing or misshapen.
 */
export function encoder(
  config: object,
  tensors: Params,
  { gradientCheckpointing = false }: EncoderOptions = {},
): Encoder {
  const checked = encoderConfig(config);
  const net: Net = { config: checked, block: gradientCheckpointing ? checkpointedBlock : attentionBlock };
  const params = variables(checked, tensors);
  const depthOf = (depth: number): number => {
    if (Number.isInteger(depth) && depth >= 0 && depth <= checked.num_hidden_layers) return depth;
    throw new Error(
      `depth is ${depth}, but must be a whole number from 0 to ${checked.num_hidden_layers}, the layers.`,
    );
  };
  return {
    config: checked,
    params,
    blocks: checked.num_hidden_layers,
    stemShare: (depth) => share(checked, depthOf(depth)),
    hiddenShape: (x) => {
      const [length = 0, width = 0] = x.slice(-2);
      return [x.reduce((product, size) => product * size, 1) / (length * width), length, checked.hidden_size];
    },
    embed: (from, inputs) => wordEmbeddings(checked, from, inputs.values),
    stem: (from, x, inputs, key, depth = 1) => {
      const flat = flatten(inputs);
      const [length = 0, width = 0] = x.shape.slice(-2);
      const embedded = embeddingsBlock(checked, from, tf.reshape(x, [-1, length, width]), flat, key);
      return layers(net, from, embedded, flat, 0, depthOf(depth), key);
    },
    trunk: (from, hidden, inputs, key, depth = 1) => {
      const last = layers(net, from, hidden, flatten(inputs), depthOf(depth), checked.num_hidden_layers, key, true);
      const scores = head(checked, from, last, key);
      return checked.task === 'multiple-choice' ? tf.reshape(scores, choices(inputs)) : scores;
    },
    dispose: () => {
      tf.dispose(Object.values(params));
    },
  };
}

/** A shape, and how a block of it is computed. */
interface Net {
  readonly config: EncoderConfig;
  readonly block: typeof attentionBlock;
}

/**
 * Layers `from` … `to` − 1. Dropout keys carry the layer's number, so that stem and trunk never share a mask. With
 * `scored` the last layer computes the first token alone, [N, 1, H]: no head reads another.
 */
function layers(
  { config, block }: Net,
  params: Params,
  hidden: tf.Tensor,
  { mask }: Inputs,
  from: number,
  to: number,
  key?: Key,
  scored = false,
): tf.Tensor {
  const bias = mask && from < to ? attentionBias(mask) : undefined;
  for (let index = from; index < to; index++) {
    const blocks = families[config.model_type].blocks(config, index);
    for (const [inner, names] of blocks.entries()) {
      const own = key && fold(key, `layer.${index}.${inner}`);
      const tokens = scored && index === to - 1 && inner === blocks.length - 1 ? 'first' : 'all';
      // The backward pass begins with the block that the head reads, so there is nothing to gain there.
      hidden = (tokens === 'first' ? attentionBlock : block)(config, names, params, hidden, {
        tokens,
        ...(bias && { bias }),
        ...(own && { key: own }),
      });
    }
  }
  return hidden;
}

/** Inputs as [N, T]: a choice of a multiple-choice question is a sequence of its own. */
function flatten({ values, mask, types }: Inputs): Inputs {
  const length = values.shape.at(-1) ?? 0;
  const rows = (tensor: tf.Tensor): tf.Tensor => (tensor.rank === 2 ? tensor : tf.reshape(tensor, [-1, length]));
  return { values: rows(values), ...(mask && { mask: rows(mask) }), ...(types && { types: rows(types) }) };
}

/** [B, C] of ids [B, C, T]. */
function choices({ values }: Inputs): [number, number] {
  if (values.rank !== 3) {
    throw new Error(
      `The ids of a multiple-choice model have shape [${values.shape.join(', ')}], but must be [B, C, T].`,
    );
  }
  const [questions, each] = values.shape as [number, number, number];
  return [questions, each];
}

/** Multiplications of the stem over those of the whole model, for a sequence of the typical length; at most 1. */
function share(config: EncoderConfig, depth: number): number {
  const { hidden_size: hidden, intermediate_size: wide, embedding_size: width, num_hidden_layers: count } = config;
  const embeddings = families[config.model_type].projection(config) === undefined ? 0 : width * hidden;
  const asking = 2 * hidden * hidden + 2 * hidden * wide + 2 * hidden * typicalLength;
  const layer = config.inner_group_num * (asking + 2 * hidden * hidden);
  const unread = asking * (1 - 1 / typicalLength);
  const scores = (hidden * (hidden + config.num_labels)) / typicalLength;
  return Math.min(1, (embeddings + depth * layer) / (embeddings + count * layer - unread + scores));
}

/** The live parameters, checked against the shapes that the config implies. */
function variables(config: EncoderConfig, tensors: Params): Record<string, tf.Variable> {
  const checked = Object.entries(parameterShapes(config)).map(([name, shape]) => {
    const tensor = tensors[name];
    if (!tensor) {
      throw new Error(`The weights lack "${name}": load all of the model's, or draw them with initialParams.`);
    }
    if (tensor.shape.join() !== shape.join()) {
      throw new Error(
        `"${name}" has shape [${tensor.shape.join(', ')}], but the config asks for [${shape.join(', ')}].`,
      );
    }
    return [name, tensor] as const;
  });
  // No variable names: TensorFlow.js keeps one namespace for all, and two models may share parameter names.
  return Object.fromEntries(checked.map(([name, tensor]) => [name, tf.variable(tensor, true)]));
}
