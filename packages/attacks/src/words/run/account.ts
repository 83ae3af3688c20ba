import type { Cost } from '../../attack/attack.ts';

/** What a search has asked about one example, and what its budget leaves. */
export class Account {
  /** Texts that it asked about. */
  queries = 0;
  /** Those whose answer was not known. */
  asked = 0;
  readonly #room: Cost;
  readonly #known = new Map<string, readonly number[]>();

  /** Of a text whose clean logits are known. */
  constructor(room: Cost, original: string, logits: readonly number[]) {
    this.#room = room;
    this.learn(original, logits);
  }

  /** Of texts the first that the budget suffices for, and those of them whose answer is not known, each once. */
  take(texts: readonly string[]): { readonly taken: readonly string[]; readonly fresh: readonly string[] } {
    const taken: string[] = [];
    const fresh = new Set<string>();
    for (const text of texts) {
      const isNew = !this.#known.has(text) && !fresh.has(text);
      if (this.queries + 1 > this.#room.queries) break;
      if (isNew && this.asked + 1 > this.#room.units) break;
      if (isNew) {
        fresh.add(text);
        this.asked++;
      }
      this.queries++;
      taken.push(text);
    }
    return { taken, fresh: [...fresh] };
  }

  /** Whether nothing more may be asked. */
  get over(): boolean {
    return this.queries + 1 > this.#room.queries || this.asked + 1 > this.#room.units;
  }

  /** Keeps an answer. */
  learn(text: string, logits: readonly number[]): void {
    this.#known.set(text, logits);
  }

  /** An answer that was taken. */
  answer(text: string): readonly number[] {
    return this.#known.get(text)!;
  }
}
