/** What an entry with a control beside a method is told. */
export interface AroundOptions {
  /** Unique among the methods of a run. Default: the control's name, `-`, and the method's. */
  readonly name?: string;
  /** What tables call it. Default: the control's title, `+`, and the method's. */
  readonly title?: string;
}
