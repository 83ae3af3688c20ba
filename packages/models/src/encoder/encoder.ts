import { embedding } from '@advtrain/engine';
import type { Model, Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { encoderConfig, type EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';
import { headOf } from './families/head-of.ts';
import { head, rowsOfLogits } from './head.ts';
import { parameterShapes } from './names.ts';
import type { Task } from './shape.ts';
import { param } from '../param.ts';

/** A text encoder with its head. Its blocks are the transformer layers. */
export interface Encoder extends Model {
  /** The config it was made from, with all defaults filled in. */
  readonly config: EncoderConfig;
  /** Its adapters, with all defaults filled in. Absent where it has none. */
  readonly lora?: LoRA;
  /** The parameters that do not train. None where all do. */
  readonly frozen: Readonly<Record<string, tf.Variable>>;
  readonly weightShare: number;
  /** Frees the parameters. */
  dispose(): void;
}

/** How an encoder computes, and what of it trains. */
export interface EncoderOptions {
  /** What of it does not train. Default: nothing. */
  readonly freeze?: Freeze;
  /**
   * Adapters beside linear layers, which train in place of all but the modules that `trainWhole` names. Their matrices are among
   * the tensors that the encoder is made from: {@link initialAdapter} draws them. Not beside `freeze`. Default: none.
   */
  readonly lora?: LoRAOptions;
  /**
   * Whether the backward pass keeps of each block but the last its input alone, and computes the rest again (Chen et al.
   * 2016): far less memory for long sequences and deep models, for one more forward pass of these blocks with every
   * backward pass, which {@link Model.stemShare} and the cost in units leave out. The gradients are the same. Default false.
   */
  readonly gradientCheckpointing?: boolean;
}

/** What the rows of logits are, of tasks that have several a text. */
const rowsByTask: Readonly<Partial<Record<Task, NonNullable<Model['rows']>>>> = {
  'token-classification': 'tokens',
  'question-answering': 'ends',
};

/** The length that {@link Model.stemShare} is stated for, in tokens; the share hardly depends on it. */
const typicalLength = 64;

/**
 * An encoder of a family of `modelTypes` with a head for classification [B, num_labels], regression [B, 1], multiple
 * choice [B, C] from ids [B, C, T], token classification [B · T, num_labels] or questions [2 · B, T], of each text where the answer begins
 * and where it ends, −1e9 less at padding; as Hugging Face's `transformers` computes it: the same parameter names, the same places of
 * dropout. DistilBERT, MPNet and ModernBERT have no segments, and take no notice of segment ids. The cut for perturbations is the
 * word-embedding output, before positions and normalisation; a stem of depth d is the embeddings and the first d layers.
 *
 * `config` is a parsed `config.json`. `tensors` must hold all of {@link parameterShapes}, and the adapters'; others are left out; they
 * stay the caller's. What does not train is a constant of what it computes: no gradients of it are made, and no moments. Throws one sentence for a config that is not implemented and for a tensor that is missing or misshapen.
 */
export function encoder(config: object, tensors: Params, options: EncoderOptions = {}): Encoder {
  const checked = encoderConfig(config);
  const { embeddings, blocks } = families[checked.model_type];
  const training = trainingOf(checked, options);
  const { lora } = training;
  const layers = Array.from({ length: checked.num_hidden_layers }, (_, index) => blocks(checked, index));
  const net: Net = {
    config: checked,
    layers,
    gradientCheckpointing: options.gradientCheckpointing ?? false,
    ...(lora && { adapters: adaptersOf(adaptedLayers(checked, lora), lora) }),
  };
  const params = variables(checked, tensors);
  const rows = rowsByTask[checked.task];
  const depthOf = (depth: number): number => {
    if (Number.isInteger(depth) && depth >= 0 && depth <= checked.num_hidden_layers) return depth;
    throw new Error(
      `depth is ${depth}, but must be a whole number from 0 to ${checked.num_hidden_layers}, the layers.`,
    );
  };
  return {
    config: checked,
    ...(lora && { lora }),
    params,
    frozen,
    weightShare: weightShare(checked, layers, shapes.trained),
    blocks: checked.num_hidden_layers,
    ...(rows && { rows }),
    stemShare: (depth) => share(net, depthOf(depth)),
    hiddenShape: (x) => {
      const [length = 0, width = 0] = x.slice(-2);
      return [x.reduce((product, size) => product * size, 1) / (length * width), length, checked.hidden_size];
    },
    embed: (from, inputs) => embedding(param(from, family.embeddings.words), inputs.values),
    stem: (from, x, inputs, key, depth = 1) => {
      const flat = flatten(inputs);
      const [length = 0, width = 0] = x.shape.slice(-2);
      const embedded = family.embeddings.compute(checked, from, tf.reshape(x, [-1, length, width]), flat, key);
      return throughLayers(net, from, embedded, flat, { begin: 0, end: depthOf(depth), key });
    },
    trunk: (from, hidden, inputs, key, depth = 1) => {
      const flat = flatten(inputs);
      const span = { begin: depthOf(depth), end: checked.num_hidden_layers, key, scored: true };
      const last = throughLayers(net, from, hidden, flat, span);
      const finished = family.finish ? family.finish(checked, from, last) : last;
      const scores = head(checked, from, finished, { ...(flat.mask && { mask: flat.mask }), ...(key && { key }) });
      return rowsOfLogits(checked, scores, checked.task === 'multiple-choice' ? inputs : flat);
    },
    dispose: () => {
      tf.dispose([params, frozen]);
    },
  };
}

/** A shape, and its blocks. */
interface Net {
  readonly config: EncoderConfig;
  readonly layers: readonly (readonly Block[])[];
  readonly gradientCheckpointing: boolean;
}

/** Which layers are gone through: `begin` … `end` − 1. */
interface Span {
  readonly begin: number;
  readonly end: number;
  readonly key: Key | undefined;
  /** Whether a head reads what comes out. */
  readonly scored?: boolean;
}

/**
 * Dropout keys carry the layer's number, so that stem and trunk never share a mask. Where a head reads the first token alone
 * the last layer computes no other, [N, 1, H].
 */
function throughLayers(
  net: Net,
  params: Params,
  hidden: tf.Tensor,
  inputs: Inputs,
  { begin, end, key, scored = false }: Span,
): tf.Tensor {
  if (begin === end) return hidden;
  const { config, layers, gradientCheckpointing } = net;
  const bias = scoreBias(config, params, inputs);
  const onlyFirst = scored && readsFirst(config);
  for (const [offset, blocks] of layers.slice(begin, end).entries()) {
    const index = begin + offset;
    for (const [inner, block] of blocks.entries()) {
      const own = key && fold(key, `layer.${index}.${inner}`);
      const isLast = index === end - 1 && inner === blocks.length - 1;
      // The backward pass begins with the block that the head reads, so there is nothing to gain there.
      const computed = gradientCheckpointing && !(scored && isLast) ? checkpointedBlock(block) : block;
      hidden = computed.compute(params, hidden, {
        tokens: onlyFirst && isLast ? 'first' : 'all',
        ...(bias && { bias }),
        ...(own && { key: own }),
      });
    }
  }
  return hidden;
}

/** Whether the head reads the first token alone. */
function readsFirst(config: EncoderConfig): boolean {
  return (headOf(config).reads ?? 'first') === 'first';
}

/** What is added to the attention scores: for padding, and of the family's own. */
function scoreBias(config: EncoderConfig, params: Params, { values, mask }: Inputs): tf.Tensor | undefined {
  const padding = mask && attentionBias(mask);
  const own = families[config.model_type].scoreBias?.(config, params, values.shape[1] ?? 0);
  return summed(own, padding);
}

/** Inputs as [N, T]: a choice of a multiple-choice question is a sequence of its own. */
function flatten({ values, mask, types }: Inputs): Inputs {
  const length = values.shape.at(-1) ?? 0;
  const rows = (tensor: tf.Tensor): tf.Tensor => (tensor.rank === 2 ? tensor : tf.reshape(tensor, [-1, length]));
  return { values: rows(values), ...(mask && { mask: rows(mask) }), ...(types && { types: rows(types) }) };
}

/** Multiplications of the stem over those of the whole model, for a sequence of the typical length; at most 1. */
function share({ config, layers }: Net, depth: number): number {
  const { hidden_size: hidden } = config;
  const family = families[config.model_type];
  const work = ({ multiplications }: Block): number => multiplications + 2 * hidden * typicalLength;
  const through = (count: number): number =>
    layers
      .slice(0, count)
      .flat()
      .reduce((sum, block) => sum + work(block), 0);
  const embeddings = family.embeddings.multiplications(config);
  // What the last block does for tokens that no head reads: all but keys and values.
  const asking = work(layers.at(-1)!.at(-1)!) - 2 * hidden * hidden;
  const unread = readsFirst(config) ? asking * (1 - 1 / typicalLength) : 0;
  const { inner, reads } = headOf(config);
  const read = reads === 'all' ? 1 : 1 / typicalLength;
  const scores = hidden * ((inner ? hidden : 0) + config.num_labels) * read;
  return Math.min(1, (embeddings + through(depth)) / (embeddings + through(layers.length) - unread + scores));
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
