import type { Model } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { batchOf } from '../data/batch.ts';
import { unknown, wordsOf, type Vocabulary } from '../data/vocabulary.ts';
import { attacked, logitsAt, numbersOf } from './attack.ts';

/** What the attack does to one word. */
export interface Shifted {
  readonly word: string;
  /** Whether the model has an embedding of it. */
  readonly isKnown: boolean;
  /** ‖δ‖ of its embedding. */
  readonly size: number;
  /** The other word that lies nearest to the direction of δ, seen from this one. Absent where δ is 0. */
  readonly towards?: string;
}

/** What the attack does to a sentence. */
export interface Explained {
  /** The class whose loss the attack raises. */
  readonly label: number;
  /** The probability of that class, clean and under attack. */
  readonly before: number;
  readonly after: number;
  readonly words: readonly Shifted[];
}

/** Attacks one sentence. Without a `label` the attack leads away from what the model answers itself. */
export async function explain(
  model: Model,
  vocabulary: Vocabulary,
  { text, label }: { readonly text: string; readonly label?: number | undefined },
  radius: number,
): Promise<Explained> {
  const away = label ?? (await answerOf(model, vocabulary, text));
  const batch = batchOf([{ text, label: away }], vocabulary);
  const [delta, points, probabilities] = tf.tidy(() => {
    const found = attacked(model, batch, radius);
    const logits = tf.concat([logitsAt(model, batch), logitsAt(model, batch, found)]);
    return [found, model.embed(model.params, batch.inputs), tf.softmax(logits)];
  });
  const table = await model.params['table']!.data();
  const shifts = await numbersOf(delta);
  const places = await numbersOf(points);
  const [before, after] = column(await numbersOf(probabilities), away);
  tf.dispose([batch.inputs.values, batch.inputs.mask!, batch.labels]);
  const width = model.params['table']!.shape[1]!;
  const words = wordsOf(text).map((word, at): Shifted => {
    const shift = shifts.slice(at * width, (at + 1) * width);
    const size = Math.hypot(...shift);
    const id = vocabulary.idOf(word);
    const from = places.slice(at * width, (at + 1) * width);
    const towards = size > 0 && vocabulary.words[nearest(table, from, shift, id)];
    return { word, isKnown: id !== unknown, size, ...(towards && { towards }) };
  });
  return { label: away, before: before!, after: after!, words };
}

async function answerOf(model: Model, vocabulary: Vocabulary, text: string): Promise<number> {
  const batch = batchOf([{ text, label: 0 }], vocabulary);
  const [negative, positive] = await numbersOf(logitsAt(model, batch));
  tf.dispose([batch.inputs.values, batch.inputs.mask!, batch.labels]);
  return positive! > negative! ? 1 : 0;
}

/** The id of the word whose embedding, seen from a point, has the greatest cosine with a direction. */
function nearest(table: ArrayLike<number>, from: readonly number[], direction: readonly number[], own: number): number {
  const width = from.length;
  let best = -Infinity;
  let found = own;
  for (let id = unknown + 1; id < table.length / width; id++) {
    if (id === own) continue;
    let product = 0;
    let square = 0;
    for (let i = 0; i < width; i++) {
      const difference = table[id * width + i]! - from[i]!;
      product += difference * direction[i]!;
      square += difference * difference;
    }
    const cosine = product / Math.sqrt(square);
    if (cosine > best) {
      best = cosine;
      found = id;
    }
  }
  return found;
}

/** The probabilities of one class in rows of two. */
function column(probabilities: readonly number[], label: number): readonly number[] {
  return probabilities.filter((_, at) => at % 2 === label);
}
