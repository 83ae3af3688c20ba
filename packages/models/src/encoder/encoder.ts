import { embedding } from '@advtrain/engine';
import { checked, either, oneOf, thing, yesOrNo, type Model, type Params, type RulesOf } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { encoderConfig, type EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';
import { stem, trunk, type Net } from './net.ts';
import type { Task } from './shape.ts';
import { stemShare } from './stem-share.ts';
import { adaptersOf } from './training/adapters.ts';
import type { Freeze } from './training/freezing.ts';
import { adaptedLayers, type LoRA, type LoRAOptions } from './training/lora.ts';
import { splitShapes, trainingOf } from './training/trained-shapes.ts';
import { variables } from './training/variables.ts';
import { weightShare } from './training/weight-share.ts';
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

/** What {@link EncoderOptions} must be. */
export const encoderRules: RulesOf<EncoderOptions> = {
  freeze: either(oneOf('embeddings', 'all-but-head'), thing('a number of blocks, as { blocks: 2 }', 'blocks')),
  lora: thing('adapters, as { r: 8 }', 'r'),
  gradientCheckpointing: yesOrNo,
};

/** What the rows of logits are, of tasks that have several a text. */
const rowsByTask: Readonly<Partial<Record<Task, NonNullable<Model['rows']>>>> = {
  'token-classification': 'tokens',
  'question-answering': 'ends',
};

/**
 * An encoder of a family of `modelTypes` with a head for classification [B, num_labels], regression [B, 1], multiple
 * choice [B, C] from ids [B, C, T], token classification [B · T, num_labels] or questions [2 · B, T], of each text where the answer begins
 * and where it ends, −1e9 less at padding; as Hugging Face's `transformers` computes it: the same parameter names, the same places of
 * dropout. DistilBERT, MPNet and ModernBERT have no segments, and take no notice of segment ids. The cut for perturbations is the
 * word-embedding output, before positions and normalisation; a stem of depth d is the embeddings and the first d layers.
 *
 * `config` is a parsed `config.json`. `tensors` must hold all of {@link parameterShapes}, and the adapters'; others are left out; they
 * stay the caller's. What does not train is a constant of what it computes: no gradients of it are made, and no moments. Throws one sentence for a config that is not implemented and for a tensor that is missing or misshapen.
 *
 * @param config a parsed `config.json`.
 * @param tensors by Hugging Face names, of adapters too.
 * @param options what does not train, adapters, and whether the backward pass computes blocks again.
 */
export function encoder(config: object, tensors: Params, options: EncoderOptions = {}): Encoder {
  const { gradientCheckpointing = false, ...part } = checked('encoder', options, encoderRules);
  const full = encoderConfig(config);
  const { embeddings, blocks } = families[full.model_type];
  const training = trainingOf(full, part);
  const { lora } = training;
  const layers = Array.from({ length: full.num_hidden_layers }, (_, index) => blocks(full, index));
  const net: Net = {
    config: full,
    layers,
    gradientCheckpointing,
    ...(lora && { adapters: adaptersOf(adaptedLayers(full, lora), lora) }),
  };
  const shapes = splitShapes(full, training);
  const rows = rowsByTask[full.task];
  const params = variables(shapes.trained, tensors, true);
  const frozen = variables(shapes.frozen, tensors, false);
  const whole = (given: Params): Params => ({ ...frozen, ...given });
  const depthOf = (depth: number): number => {
    if (Number.isInteger(depth) && depth >= 0 && depth <= full.num_hidden_layers) return depth;
    throw new Error(`depth is ${depth}, but must be a whole number from 0 to ${full.num_hidden_layers}, the layers.`);
  };
  return {
    config: full,
    ...(lora && { lora }),
    params,
    frozen,
    weightShare: weightShare(full, layers, shapes.trained),
    blocks: full.num_hidden_layers,
    ...(rows && { rows }),
    stemShare: (depth) => stemShare(full, layers, depthOf(depth)),
    hiddenShape: (x) => {
      const [length = 0, width = 0] = x.slice(-2);
      return [x.reduce((product, size) => product * size, 1) / (length * width), length, full.hidden_size];
    },
    embed: (from, inputs) => embedding(param(whole(from), embeddings.words), inputs.values),
    stem: (from, x, inputs, key, depth = 1) => stem(net, whole(from), x, inputs, { depth: depthOf(depth), key }),
    trunk: (from, hidden, inputs, key, depth = 1) =>
      trunk(net, whole(from), hidden, inputs, { depth: depthOf(depth), key }),
    dispose: () => {
      tf.dispose([params, frozen]);
    },
  };
}
