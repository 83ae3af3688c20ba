import type { Batch } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { padding, room, wordsOf, type Vocabulary } from './vocabulary.ts';

/** A sentence and its class: 0 is negative, 1 positive. */
export interface Labelled {
  readonly text: string;
  readonly label: number;
}

/** The names of the classes. */
export const classes = ['negative', 'positive'] as const;

/** Sentences as tensors, which whoever asks disposes: ids and mask [B, {@link room}], labels [B]. */
export function batchOf(sentences: readonly Labelled[], vocabulary: Vocabulary): Batch {
  const rows = sentences.map(({ text }) => idsOf(text, vocabulary));
  const shape: [number, number] = [rows.length, room];
  return {
    inputs: {
      values: tf.tensor2d(rows.flat(), shape, 'int32'),
      mask: tf.tensor2d(
        rows.flat().map((id) => (id === padding ? 0 : 1)),
        shape,
      ),
    },
    labels: tf.tensor1d(
      sentences.map(({ label }) => label),
      'int32',
    ),
  };
}

/** The ids of a text's words, filled up with {@link padding}. */
export function idsOf(text: string, vocabulary: Vocabulary): number[] {
  const ids = wordsOf(text).map(vocabulary.idOf);
  return [...ids, ...Array.from({ length: room - ids.length }, () => padding)];
}
