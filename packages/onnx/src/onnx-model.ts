import type { Params } from '@advtrain/core';
import { encoderConfig, encoderLayout } from '@advtrain/models';
import { writeEncoder } from './encoder/encoder.ts';
import { modelFiles, type Files } from './file/model-file.ts';
import { graph } from './graph/graph.ts';
import { byteWeights } from './weights/byte-weights.ts';
import { floatWeights } from './weights/float-weights.ts';

/** What is written as ONNX: an `Encoder`, or what one is made from. */
export interface EncoderToWrite {
  /** A parsed config.json, or an encoder's `config`. */
  readonly config: object;
  /** All parameters by their Hugging Face names. */
  readonly params: Params;
}

/** How a model is written. */
export interface OnnxOptions {
  /** What the file is called. Default `model.onnx`. */
  readonly name?: string;
  /**
   * Whether matrices and the table of word embeddings have 8 bits: a quarter of the size, and logits that differ in the second or third digit. What they are multiplied
   * with is put into 8 bits as it comes. Default false.
   */
  readonly int8?: boolean;
  /** The most bytes of weights in the file itself; above it they are in NAME_data beside it. Default 2e9, near what protobuf can hold. */
  readonly mostBytes?: number;
}

/**
 * An encoder with its head as an ONNX model (opset 17, standard operators alone), in files by their names. Inputs are `input_ids`, `attention_mask`
 * and, where there are several segments, `token_type_ids`: int64 [batch, sequence], of multiple choice [batch, choices,
 * sequence]; the output is `logits`, [batch, num_labels] or [batch, choices]. There is no dropout. Chunks of files are made as
 * they are asked for, so that the weights are not copied all at once. Throws one sentence for a config that is not implemented
 * and for a parameter that is missing.
 *
 * @param model the encoder's config and its parameters by Hugging Face names, which stay the caller's.
 * @param options the file's name, whether weights are quantized to 8 bits (default: no), and the bytes from which on they go to a second
 *   file.
 */
export function onnxModel(
  { config, params }: EncoderToWrite,
  { name = 'model.onnx', int8 = false, mostBytes = 2e9 }: OnnxOptions = {},
): Files {
  const checked = encoderConfig(config);
  const whole = graph();
  const weights = (int8 ? byteWeights : floatWeights)(whole, params);
  const signature = writeEncoder({ graph: whole, config: checked, layout: encoderLayout(checked), weights });
  return modelFiles(whole, signature, { name, mostBytes });
}
