import { checkShare } from '../numbers/checked.ts';

/** A method against its control, a seed at a time. */
export interface Race {
  /**
   * Takes the method's difference from the control of one more seed, method less control; in the same unit every time.
   *
   * @param difference above 0 where the method gained.
   */
  see(difference: number): void;
  /** How many seeds were seen. */
  readonly seeds: number;
  /** The e-value against "the method is no worse than the control": how many times a bet on the opposite has been multiplied. */
  readonly evidence: number;
  /** The smallest 1 / e so far, at most 1: a p value that is valid whenever one looks. */
  readonly p: number;
  /** Whether the method can still win: false from the first time on that `evidence` reaches 1 / level. */
  readonly canWin: boolean;
}

/** How fast bets grow with the size of a difference; those of the last are all or nothing. */
const paces = [0.5, 1, 2, 4, Infinity];

/**
 * Begins a race: a test by betting (Shafer 2021; Ramdas et al., *Game-theoretic statistics and safe anytime-valid inference*, 2023) that may be
 * looked at after every seed, and stopped at any.
 *
 * Null: whatever came before, and however large the seed's difference is, the method is at least as likely to gain it as to lose it
 * (so it is where differences are symmetric with one peak about a mean that is not negative). Each seed bets a share of the wealth
 * on a loss; the share follows from the sizes alone, tanh(pace × size / root mean square of the sizes so far), which under the null say nothing of the sign:
 * so wealth is a supermartingale, and so is its mean over several paces. By Ville's inequality a method for which the null is true is
 * ever given up with a probability of at most `level`, however long the race and whenever one looks. Five lost seeds of
 * like size are enough at the default level. A difference of 0 bets nothing.
 *
 * A bet on the mean of differences in [−1, 1] alone would be valid as well, but seeds differ by hundredths, and it would need hundreds of seeds:
 * `bettingInterval` is for values that fill their range.
 *
 * @param options `level`, above 0 and below 1.
 */
export function race({ level = 0.05 }: { readonly level?: number } = {}): Race {
  checkShare('level', level, 0.05);
  const wealth = paces.map(() => 1);
  let seeds = 0;
  let squares = 0;
  let highest = 1;
  const evidence = () => wealth.reduce((sum, each) => sum + each, 0) / wealth.length;
  return {
    see(difference) {
      if (!Number.isFinite(difference)) {
        throw new Error(`The race got a difference of ${difference}: leave out a seed that measured nothing.`);
      }
      seeds++;
      squares += difference * difference;
      if (difference === 0) return;
      const size = Math.abs(difference) / Math.sqrt(squares / seeds);
      paces.forEach((pace, i) => {
        wealth[i] = wealth[i]! * (1 - Math.sign(difference) * Math.tanh(pace * size));
      });
      highest = Math.max(highest, evidence());
    },
    get seeds() {
      return seeds;
    },
    get evidence() {
      return evidence();
    },
    get p() {
      return Math.min(1, 1 / highest);
    },
    get canWin() {
      return highest < 1 / level;
    },
  };
}
