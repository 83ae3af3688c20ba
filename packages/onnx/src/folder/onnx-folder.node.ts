import { join } from 'node:path';
import { writeFileAtomically } from '@advtrain/core';
import { holdsWeights, tokenizerFiles, tokenizerTexts, writeModelSettings, writeTogether } from '@advtrain/models';
import { onnxModel, type EncoderToWrite } from '../onnx-model.ts';

/** What {@link writeOnnxFolder} saves. */
export interface OnnxFolder extends EncoderToWrite {
  /** The model's own folder, whose tokenizer it keeps. */
  readonly tokenizerFrom: string;
  /** Names of the classes in their order. Default: what the config says, else LABEL_0, LABEL_1 … */
  readonly labelNames?: readonly string[];
  /** Whether `onnx/model_quantized.onnx`, in 8 bits, is written as well. Default false. */
  readonly int8?: boolean;
  /** The most bytes of weights in a model's file itself; above it they lie in a file beside it. Default 2e9. */
  readonly mostBytes?: number;
}

/** What a folder may hold of an earlier export. */
const onnxFile = /^onnx\/model(_quantized)?\.onnx(_data)?$/;

/**
 * Writes an encoder with its head as the folder that transformers.js loads: config.json, tokenizer.json and tokenizer_config.json, whatever the model's own folder has its tokenizer in, `onnx/model.onnx` and, if asked for, `onnx/model_quantized.onnx`. A failure leaves what was
 * there; files of an earlier export that are not written again are deleted. Gives the paths of the ONNX files within the folder.
 *
 * @param folder where it is to stand; made where it is missing.
 * @param model the encoder, the names of its classes, its tokenizer, and whether it is quantized too.
 */
export async function writeOnnxFolder(folder: string, model: OnnxFolder): Promise<readonly string[]> {
  const { config, params, tokenizerFrom, labelNames, int8 = false, mostBytes = 2e9 } = model;
  if (await holdsWeights(folder)) {
    throw new Error(
      `${folder} holds the weights of a model, whose config and tokenizer would be lost: choose another folder.`,
    );
  }
  const tokenizer = await tokenizerTexts(tokenizerFrom);
  const files = {
    ...onnxModel({ config, params }, { mostBytes }),
    ...(int8 && onnxModel({ config, params }, { name: 'model_quantized.onnx', int8, mostBytes })),
  };
  const names = Object.keys(files);
  const apart = names.filter((name) => `${name}_data` in files).map((name) => [name, true] as const);
  const settings = {
    config: {
      ...config,
      ...(apart.length > 0 && { 'transformers.js_config': { use_external_data_format: Object.fromEntries(apart) } }),
    },
    tokenizerFrom: tokenizer,
    ...(labelNames && { labelNames }),
  };
  await writeTogether(folder, {
    write: async (temporary) => {
      await writeModelSettings(temporary, settings);
      for (const [name, chunks] of Object.entries(files)) {
        await writeFileAtomically(join(temporary, 'onnx', name), chunks);
      }
    },
    isReplaced: (file) => onnxFile.test(file) || tokenizerFiles.includes(file),
  });
  return names.map((name) => `onnx/${name}`);
}
