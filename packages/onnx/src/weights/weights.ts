import type { Value } from '../graph/graph.ts';

/** How parameters enter the graph. */
export interface Weights {
  /** The parameter of that name as it is. */
  whole(name: string): Value;
  /** x [..., I] times a weight [O, I] transposed, without its bias: [..., O]. */
  times(x: Value, name: string): Value;
  /** The rows of a table of words that ids name. */
  words(ids: Value, name: string): Value;
}
