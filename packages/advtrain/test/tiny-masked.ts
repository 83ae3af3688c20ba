import { writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { readTensorFile, writeSafetensors } from '@advtrain/core';
import { wordPieceJson } from '@advtrain/models';

/** Makes a masked language model of a tiny BERT's folder, with a head of no meaning and a tokenizer that masks and knows those words. */
export async function tinyMasked(from: string, to: string, words: readonly string[]): Promise<void> {
  await cp(from, to, { recursive: true });
  const { tensors } = await readTensorFile(join(to, 'model.safetensors'));
  const [size = 0, width = 0] = tensors['bert.embeddings.word_embeddings.weight']!.shape;
  const filled = (shape: number[], value: (at: number) => number) => {
    const length = shape.reduce((product, each) => product * each, 1);
    return { dtype: 'F32' as const, shape, data: Float32Array.from({ length }, (_, index) => value(index)) };
  };
  const head = {
    'cls.predictions.transform.dense.weight': filled([width, width], (index) => Math.sin(index)),
    'cls.predictions.transform.dense.bias': filled([width], () => 0),
    'cls.predictions.transform.LayerNorm.weight': filled([width], () => 1),
    'cls.predictions.transform.LayerNorm.bias': filled([width], () => 0),
    'cls.predictions.bias': filled([size], () => 0),
  };
  // The tokenizer of a model from scratch has no token that masks.
  const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words];
  writeFileSync(join(to, 'tokenizer.json'), JSON.stringify(wordPieceJson(vocabulary.join('\n'))));
  writeFileSync(join(to, 'tokenizer_config.json'), '{}');
  writeFileSync(join(to, 'model.safetensors'), Buffer.concat([...writeSafetensors({ ...tensors, ...head })]));
}
