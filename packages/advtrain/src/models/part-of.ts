import { UsageError } from '@advtrain/compare';
import { trainedShapes } from '@advtrain/models';
import type { EncoderConfig, Freeze, LoRAOptions } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';

/** What of an encoder trains, as an encoder takes it. */
export interface Part {
  readonly freeze?: Freeze;
  readonly lora?: LoRAOptions;
}

/** How many parameters there are; and how many train, where not all do. */
export interface PartSizes {
  readonly parameters: number;
  readonly trained?: number;
}

/** The sizes of a part of an encoder. Throws a {@link UsageError} for a part that this encoder has not. */
export function partSizes(config: EncoderConfig, part: Part): PartSizes {
  const { trained, frozen } = shapesOf(config, part);
  const sizeOf = (shapes: Readonly<Record<string, readonly number[]>>): number =>
    Object.values(shapes).reduce((sum, shape) => sum + tf.util.sizeFromShape([...shape]), 0);
  const own = sizeOf(trained);
  const rest = sizeOf(frozen);
  return { parameters: own + rest, ...(rest > 0 ? { trained: own } : {}) };
}

function shapesOf(config: EncoderConfig, part: Part) {
  try {
    return trainedShapes(config, part);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
