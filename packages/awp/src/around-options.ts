/** What an entry around a method is told beside it. */
export interface AroundOptions {
  /** Unique among the methods of a run. Default: `awp-` or `elementwise-awp-`, and the method's name. */
  readonly name?: string;
  /** What tables call it. Default: AWP or elementwise AWP, `+`, and the method's title. */
  readonly title?: string;
  /** What one round of the method costs with a model that trains whole, in units. Default 3; 6 where it takes two points at once (TRADES,
   * SMART, R3F). */
  readonly round?: number;
}
