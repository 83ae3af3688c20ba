import { setImmediate } from 'node:timers/promises';
import type { TextModel, TextParts } from '@advtrain/attacks';

interface Waiting {
  readonly texts: readonly TextParts[];
  resolve(logits: readonly (readonly number[])[]): void;
  reject(error: unknown): void;
}

/** Puts what is asked while the model is busy into one batch after the other: a model answers many texts in little more time than one. */
export class QuestionQueue {
  readonly #model: TextModel;
  readonly #atOnce: number;
  readonly #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;

  /** At most so many texts are asked about at once, but for a question that has more itself. */
  constructor(model: TextModel, atOnce: number) {
    this.#model = model;
    this.#atOnce = atOnce;
  }

  /** How many texts wait for an answer. */
  get length(): number {
    return this.#waiting.reduce((sum, { texts }) => sum + texts.length, 0);
  }

  /** The logits of each text. */
  ask(texts: readonly TextParts[]): Promise<readonly (readonly number[])[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ texts, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Resolves when nothing is waiting any more. */
  async settled(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Whatever comes in the same moment is asked about together.
      await setImmediate();
      const some = this.#next();
      try {
        const logits = await this.#model.logits(some.flatMap(({ texts }) => texts));
        let from = 0;
        for (const { texts, resolve } of some) {
          resolve(logits.slice(from, from + texts.length));
          from += texts.length;
        }
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    this.#working = undefined;
  }

  #next(): readonly Waiting[] {
    const some = [this.#waiting.shift()!];
    let texts = some[0]!.texts.length;
    while (this.#waiting[0] && texts + this.#waiting[0].texts.length <= this.#atOnce) {
      const next = this.#waiting.shift()!;
      some.push(next);
      texts += next.texts.length;
    }
    return some;
  }
}
