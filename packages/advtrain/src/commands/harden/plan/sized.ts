import { calibrate, optionsText, shareText } from '@advtrain/compare';
import type { CompareEvent, MethodOptions, Task, TrainingSettings } from '@advtrain/compare';
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

/** Larger than what a comparison is proposed: models that lose accuracy to it have averages that lose less, and hold more words (bench/harden.md). */
const rule = 'half-fall';

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
  const { task, training, settled, seed, on, signal } = given;
  const { choice, proposals } = await calibrate({ task, training, methods, rule, seed, on, signal });
  const proposed = new Map(proposals.map(({ method, options }) => [method, options]));
  const options = Object.fromEntries(
    methods.map(({ name }) => [name, { ...proposed.get(name), ...settled[name] }] as const),
  );
  return {
    headline: shareText(choice.share),
    radii: multiples.map((multiple) => shareText(multiple * choice.share)),
    options,
    because: [choice.because, ...proposals.map((each) => `${each.title}: ${optionsText(each.options)}.`)],
  };
}
