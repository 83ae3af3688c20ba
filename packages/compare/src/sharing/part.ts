import type { CompareEvent, RunPlace } from '../events.ts';

/** Processes that do the runs of a comparison: what happens in them, in order, until all have ended. */
export interface Workers {
  /** How many there are. */
  readonly count: number;
  /** The next event; `undefined` once all have ended. Throws where one failed, in its sentence. */
  next(): Promise<CompareEvent | undefined>;
  /** Has those end that have not, at their next step, and waits for them. */
  stop(): Promise<void>;
}

/** What a process does of a comparison whose runs are shared out. */
export type Part =
  /**
   * It does runs that nobody else does until none is left, or the run alone that has this id (`freelb-seed2`), and what that rests on. It leaves the
   * results of all to others, and needs no claim on the folder.
   */
  | { readonly as: 'worker'; readonly only?: string }
  /** It writes the results; others, begun with the runs that are left, do those. */
  | {
      readonly as: 'host';
      /**
       * Begins them.
       *
       * @param left the runs that are left, at least one.
       */
      readonly workers: (left: readonly RunPlace[]) => Workers;
    }
  /** It writes the results of what is finished, and does none. */
  | { readonly as: 'teller' };
