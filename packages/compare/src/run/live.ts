/** Where a run is. */
export interface Progress {
  /** The method's title and the seed. */
  readonly run: string;
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly units: number;
  /** Seconds until this run ends, by its pace so far; `undefined` while unknown. */
  readonly secondsLeft?: number;
}

/** Says how things go: one line that is drawn anew on a terminal, a line every few seconds elsewhere. */
export interface Live {
  /** Shows where a run is; cheap to call every step. */
  progress(progress: Progress): void;
  /** Says a sentence for good. */
  note(line: string): void;
}
