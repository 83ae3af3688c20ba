/** What pairs of tokens become, and how soon: a hash table in arrays, for a Map would box every pair, which no small number holds. */
export class MergeTable {
  readonly #mask: number;
  /** By slot: left, right, rank + 1 (0 where the slot is empty), merged. */
  readonly #slots: Int32Array;

  /** A table for so many pairs. */
  constructor(pairs: number) {
    const size = 2 ** Math.ceil(Math.log2(2 * pairs + 2));
    this.#mask = size - 1;
    this.#slots = new Int32Array(4 * size);
  }

  /** Says what a pair becomes; of what is said of it twice the last counts. */
  set(left: number, right: number, rank: number, merged: number): void {
    this.#slots.set([left, right, rank + 1, merged], this.#slotOf(left, right));
  }

  /** The rank of a pair, or −1 where it never merges. */
  rankOf(left: number, right: number): number {
    return this.#slots[this.#slotOf(left, right) + 2]! - 1;
  }

  /** What a pair of the table becomes. */
  mergedOf(left: number, right: number): number {
    return this.#slots[this.#slotOf(left, right) + 3]!;
  }

  /** Where a pair is, or would be. */
  #slotOf(left: number, right: number): number {
    const slots = this.#slots;
    const mixed = Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);
    let place = (mixed ^ (mixed >>> 15)) & this.#mask;
    while (slots[4 * place + 2] !== 0 && (slots[4 * place] !== left || slots[4 * place + 1] !== right))
      place = (place + 1) & this.#mask;
    return 4 * place;
  }
}
