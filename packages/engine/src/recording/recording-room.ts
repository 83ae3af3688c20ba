/** Graph operations of all recordings: TensorFlow keeps about 5.5 kB of each, so this is about 1 GiB. */
const mostNodes = 200_000;
/** Recording a computation takes about as long as running it three times operation by operation. */
const pays = 4;
/** Signatures without a recording that are remembered, those used last. */
const remembered = 1024;

/** What a {@link RecordingRoom} knows, as JSON has it. */
interface State {
  readonly time: number;
  readonly recorded: readonly (readonly [signature: string, nodes: number, used: number])[];
  readonly others: readonly (readonly [signature: string, times: readonly number[]])[];
}

/**
 * Decides which computations have a recording where memory does not hold one of each. While there is room every one has. Then
 * a new one takes the place of that which was used longest ago, once it has come four times since: so many shapes in
 * turn do not drive one another out. What was decided follows from the calls alone, so that a resumed run decides alike.
 */
export class RecordingRoom {
  readonly #most: number;
  #time = 0;
  /** By their last use, the oldest first. */
  readonly #recorded = new Map<string, { nodes: number; used: number }>();
  /** When those without a recording came last, at most `pays` times; by their last use, the oldest first. */
  readonly #others = new Map<string, readonly number[]>();

  /**
   * Room for so many graph operations.
   *
   * @param most operations in all.
   */
  constructor(most = mostNodes) {
    this.#most = most;
  }

  /**
   * Whether a computation that is to run now has a recording, or is to get one.
   *
   * @param signature what tells computations apart.
   */
  admits(signature: string): boolean {
    const used = ++this.#time;
    const known = this.#recorded.get(signature);
    if (known || this.#hasRoom()) {
      this.#place(signature, known?.nodes ?? 0, used);
      return true;
    }
    const times = [...(this.#others.get(signature) ?? []), used].slice(-pays);
    this.#others.delete(signature);
    const [oldest] = this.#recorded.values();
    if (times.length === pays && times[0]! > oldest!.used) {
      this.#place(signature, 0, used);
      return true;
    }
    this.#others.set(signature, times);
    if (this.#others.size > remembered) this.#others.delete(this.#others.keys().next().value!);
    return false;
  }

  /**
   * Notes how many operations a recording of a signature has; gives the signatures that lose theirs for it. The largest counts:
   * a resumed run makes those that it needs again, and not all that there were.
   *
   * @param signature what tells computations apart.
   * @param nodes how many operations its recording has.
   */
  weigh(signature: string, nodes: number): readonly string[] {
    const own = this.#recorded.get(signature)!;
    own.nodes = Math.max(own.nodes, nodes);
    const dropped: string[] = [];
    for (const [oldest] of this.#recorded) {
      if (this.#nodes() <= this.#most || oldest === signature) break;
      this.#recorded.delete(oldest);
      dropped.push(oldest);
    }
    return dropped;
  }

  /** What was decided so far, for {@link restore}. */
  save(): string {
    const recorded = [...this.#recorded].map(([signature, { nodes, used }]) => [signature, nodes, used] as const);
    const state: State = { time: this.#time, recorded, others: [...this.#others] };
    return JSON.stringify(state);
  }

  /**
   * Goes on from what was decided before.
   *
   * @param saved the text that an earlier one gave.
   */
  restore(saved: string): void {
    const { time, recorded, others } = JSON.parse(saved) as State;
    this.#time = time;
    this.#recorded.clear();
    this.#others.clear();
    for (const [signature, nodes, used] of recorded) this.#recorded.set(signature, { nodes, used });
    for (const [signature, times] of others) this.#others.set(signature, times);
  }

  #place(signature: string, nodes: number, used: number): void {
    this.#recorded.delete(signature);
    this.#recorded.set(signature, { nodes, used });
    this.#others.delete(signature);
  }

  /** Whether one more fits that is as large as the largest. */
  #hasRoom(): boolean {
    const largest = Math.max(0, ...[...this.#recorded.values()].map(({ nodes }) => nodes));
    return this.#nodes() + largest <= this.#most;
  }

  #nodes(): number {
    let sum = 0;
    for (const { nodes } of this.#recorded.values()) sum += nodes;
    return sum;
  }
}
