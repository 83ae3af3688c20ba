import { hash, version } from '@advtrain/compare';
import { borneRadii, largestRises, nearestError } from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';
import { percentileInterval, quantile } from '@advtrain/statistics';
import type { Kept } from './kept.ts';
import type { Part, Progress } from './progress.ts';
import type { Evaluation } from '../results.ts';
import type { Subject } from '../subjects/subject.ts';

/** What the largest loss increase is measured by. */
export interface LossIncreasesOptions {
  /** Identifies the examples. */
  readonly fingerprint: string;
  /** How many examples are drawn. */
  readonly attacked: number;
  readonly kept: Kept;
  readonly progress: Progress;
  readonly pause: Pause;
}

/** Units of an example, about: ascents end when nothing changes any more. */
const unitsOfRadius = 4000;
const unitsOfRise = 1000;

/** What has to be done for it: the radii of the first model, then the rise of the loss of each. */
export function increaseParts(subjects: readonly Subject[], attacked: number): readonly Part[] {
  const radii = { title: `${subjects[0]!.name}: the largest balls that it bears`, kinds: ['radii'] };
  const rises = subjects.map(({ name }): Part => ({
    title: `${name}: the largest loss increase`,
    kinds: ['rises'],
    units: attacked * unitsOfRise,
  }));
  return [{ ...radii, units: attacked * unitsOfRadius }, ...rises];
}

/**
 * The measure of FreeLB's paper (Zhu et al., 2020, Table 5), the first model as the reference, on the examples that all answer rightly; what is
 * done of it is kept. Throws one sentence where there are none.
 */
export async function lossIncreases(
  subjects: readonly Subject[],
  parts: readonly Part[],
  { fingerprint, attacked: examples, kept, progress, pause }: LossIncreasesOptions,
): Promise<NonNullable<Evaluation['lossIncrease']>> {
  const [first] = subjects;
  const of = [version, first!.fingerprint, fingerprint, examples];
  const once = <T extends object>(id: string, part: Part, measure: (told: Told) => Promise<T>): Promise<T> =>
    kept.once(id, async () => {
      const begun = progress.begin(part);
      const found = await measure({ examples, pause, progress: begun.tell });
      begun.end();
      return found;
    });
  const radii = await once(hash(['borne radii', ...of]), parts[0]!, (told) =>
    borneRadii(nearestError(first!.model, first!.set), told),
  );
  const rises: (readonly (number | null)[])[] = [];
  for (const [place, { model, set, fingerprint: own }] of subjects.entries())
    rises.push(
      await once(hash(['largest rises', own, ...of]), parts[place + 1]!, (told) =>
        largestRises(nearestError(model, set), radii, told),
      ),
    );
  const common = [...radii.keys()].filter((place) => rises.every((each) => each[place] !== null));
  if (common.length === 0)
    throw new Error(
      'No example is answered rightly by all models, so that no loss increase can be compared: measure more of them (--examples), or fewer models.',
    );
  const counted = (values: readonly (number | null)[]) => common.map((place) => values[place]!);
  const quartiles = (all: readonly (number | null)[]) => {
    const values = counted(all);
    return [quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)] as const;
  };
  return {
    reference: first!.name,
    examples: common.length,
    medianRadius: quartiles(radii)[1],
    increases: Object.fromEntries(subjects.map(({ name }, place) => [name, quartiles(rises[place]!)])),
    ...(common.length > 1 && {
      medians: Object.fromEntries(subjects.map(({ name }, place) => [name, medianOf(counted(rises[place]!))])),
    }),
  };
}

/** Where a median lies on other examples. */
function medianOf(values: readonly number[]): readonly [low: number, high: number] {
  const { low, high } = percentileInterval(values, { statistic: (some) => quantile([...some], 0.5) });
  return [low, high];
}

interface Told {
  readonly examples: number;
  readonly pause: Pause;
  readonly progress: (done: number, of: number) => void;
}
