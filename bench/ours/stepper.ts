import { adamw, clip, Trainer } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { encoder, initialAdapter, initialParams } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from '../sides/cell.ts';
import type { Settings } from '../settings.ts';
import { filled } from './filled.ts';
import { pluginOf } from './method.ts';
import { trainedPart } from './trained-part.ts';

/** A cell, and how its steps are to be run. */
export type StepRequest = Cell & Pick<Settings, 'compile' | 'precision'>;

/** Builds a model with random weights and a batch; what it returns takes a step and reads its loss. */
export function stepper(request: StepRequest): () => { readonly loss: number } {
  const { shape, precision, compile, checkpointing = false, part } = request;
  const config = { model_type: 'bert', ...shape };
  const options = trainedPart(part);
  const { lora } = options;
  const params = { ...initialParams(config, key(0)), ...(lora && initialAdapter(config, lora, key(0))) };
  const model = encoder(config, params, { ...options, gradientCheckpointing: checkpointing });
  tf.dispose(params);
  const optimizer = clip(1, adamw({ learningRate: 2e-5 }));
  const trainer = new Trainer({
    model,
    optimizer,
    plugins: [pluginOf(request)],
    seed: 0,
    precision,
    ...(compile && { compile }),
  });
  const batch = filled(request);
  return () => {
    let loss = NaN;
    // FreeAT makes several optimizer steps of one batch.
    for (const result of trainer.fit([batch])) loss = result.losses().at(-1) ?? NaN;
    return { loss };
  };
}
