/** Values of which the first in an order is taken each time. */
export class Heap<Value> {
  readonly #values: Value[] = [];
  readonly #isBefore: (a: Value, b: Value) => boolean;

  /** An empty heap in that order. */
  constructor(isBefore: (a: Value, b: Value) => boolean) {
    this.#isBefore = isBefore;
  }

  /** Puts a value in. */
  push(value: Value): void {
    const values = this.#values;
    let at = values.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(value, values[parent]!)) break;
      values[at] = values[parent]!;
      at = parent;
    }
    values[at] = value;
  }

  /** Takes the first value out, if there is one. */
  pop(): Value | undefined {
    const values = this.#values;
    const first = values[0];
    const last = values.pop();
    if (values.length === 0 || last === undefined) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= values.length) break;
      if (child + 1 < values.length && this.#isBefore(values[child + 1]!, values[child]!)) child++;
      if (!this.#isBefore(values[child]!, last)) break;
      values[at] = values[child]!;
      at = child;
    }
    values[at] = last;
    return first;
  }
}
