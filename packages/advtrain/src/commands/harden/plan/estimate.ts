/** What the length of a hardening depends on. */
export interface Work {
  /** Seconds of a forward or a backward pass of one example. */
  readonly unit: number;
  /** Examples in the natural steps before perturbations are sized. */
  readonly naturally: number;
  /** Models that one is picked from. */
  readonly pickedFrom: number;
  /** Models whose figures are reported. */
  readonly reported: number;
  /** Seconds of training of all models together. */
  readonly training: number;
  /** Examples that are picked by, and of them those that are attacked. */
  readonly selection: { readonly examples: number; readonly attacked: number };
  /** The same of those that are reported. */
  readonly report: { readonly examples: number; readonly attacked: number };
  /** Moves of the attack in a ball, and how many balls there are at the pick and in the report. */
  readonly steps: number;
  readonly balls: { readonly selection: number; readonly report: number };
  /** Words of a text, on average, and queries for each at most, in how many attacks on texts. */
  readonly words: number;
  readonly queries: { readonly selection: number; readonly report: number };
  readonly textAttacks: number;
}

/** About how long each part takes, in seconds; of what is measured at most. */
export interface Estimate {
  readonly calibrating: number;
  readonly training: number;
  readonly picking: number;
  readonly reporting: number;
}

/** Passes of the calibration, of one example: it climbs in eight balls around some hundred examples. */
const climbs = 96 * (8 * 10 + 3);

/** About how long a hardening takes. */
export function estimateOf(work: Work): Estimate {
  const { unit, steps, balls, words, queries, textAttacks } = work;
  const measured = (part: Work['selection'], inBalls: number, perWord: number) =>
    part.examples + part.attacked * (inBalls * (2 * steps + 1) + textAttacks * words * perWord);
  return {
    calibrating: unit * (climbs + 3 * work.naturally),
    training: work.training,
    picking: unit * work.pickedFrom * measured(work.selection, balls.selection, queries.selection),
    reporting: unit * work.reported * measured(work.report, balls.report, queries.report),
  };
}
