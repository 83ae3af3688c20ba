/** A table with a row for each distance of a key from its query, some of which share one. */
export interface Distances {
  /** Where it lies. */
  readonly table: string;
  /** Where the parameters of its normalisation lie, if it is normalised. */
  readonly norm?: string;
  /**
   * The row of a key that many tokens ahead of its query; behind it they are negative.
   *
   * @param ahead from 1 − T to T − 1 for T tokens.
   */
  rowOf(ahead: number): number;
}
