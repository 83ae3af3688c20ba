import { calibrate, optionsText, proposed, shareText } from '@advtrain/compare';
import type { CompareEvent, MethodOptions, Probe, Task, TrainingSettings } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';

/** How large perturbations are, and why. */
export interface Sizes {
  /** The ε that models are picked by, as a share of the median ‖x‖: `2.5%`. */
  readonly headline: string;
  /** All ε that are reported, the headline among them, ascending. */
  readonly radii: readonly string[];
  readonly options: Readonly<Record<string, MethodOptions>>;
  /** Why, in sentences. */
  readonly because: readonly string[];
}

/** What multiples of the headline are reported. */
const multiples = [0.5, 1, 1.5, 2];

/** The ε that models are attacked at: where natural training loses half of what it gets right, they differ most. */
const attackedAt = 'half-fall';

/** The ε that they are trained with: with the other they lose more accuracy than is given up (bench/harden.md). */
const trainedWith = 'ln-C';

/** Measures how large perturbations may be, and sizes the perturbations of methods by it. `settled` are options that stay. */
export async function sized(
  methods: readonly MethodEntry[],
  given: {
    readonly task: Task;
    readonly training: TrainingSettings;
    readonly settled: Readonly<Record<string, MethodOptions>>;
    readonly seed: number;
    readonly on: (event: CompareEvent) => void;
    readonly signal: AbortSignal;
  },
): Promise<Sizes> {
  const { settled, ...how } = given;
  const { probe } = await calibrate({ ...how, methods });
  return sizesOf(probe, methods, settled);
}

/** What follows from a probe: models are trained with less than they are attacked at. */
export function sizesOf(
  probe: Probe,
  methods: readonly MethodEntry[],
  settled: Readonly<Record<string, MethodOptions>>,
): Sizes {
  const attack = proposed(probe, attackedAt, { methods }).choice;
  const { choice, proposals } = proposed(probe, trainedWith, { methods });
  const sizes = new Map(proposals.map(({ method, options }) => [method, options]));
  const options = methods.map(({ name }) => [name, { ...sizes.get(name), ...settled[name] }] as const);
  return {
    headline: shareText(attack.share),
    radii: multiples.map((multiple) => shareText(multiple * attack.share)),
    options: Object.fromEntries(options),
    because: [
      `What models are attacked at: ${attack.because}`,
      `What they are trained with: ${choice.because}`,
      ...proposals.map((each) => `${each.title}: ${optionsText(each.options)}.`),
    ],
  };
}
