/** Numbers of which the smallest is taken each time. */
export class Heap {
  readonly #values: number[] = [];

  /** Puts a number in. */
  push(value: number): void {
    const values = this.#values;
    let at = values.length;
    values.push(value);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (value >= values[parent]!) break;
      values[at] = values[parent]!;
      at = parent;
    }
    values[at] = value;
  }

  /** Takes the smallest out, if there is one. */
  pop(): number | undefined {
    const values = this.#values;
    const first = values[0];
    const last = values.pop();
    if (values.length === 0 || last === undefined) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= values.length) break;
      if (child + 1 < values.length && values[child + 1]! < values[child]!) child++;
      if (values[child]! >= last) break;
      values[at] = values[child]!;
      at = child;
    }
    values[at] = last;
    return first;
  }
}
