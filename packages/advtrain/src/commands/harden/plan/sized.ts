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
  /** How long it took to size them. */
  readonly seconds: number;
}

/** What multiples of the headline are reported. */
const multiples = [0.5, 1, 1.5, 2];

/** Larger than what a comparison is proposed: models that lose accuracy to it have averages that lose less, and hold more words (bench/harden.md). */
const rule = 'half-fall';

/**
 * Natural steps before sizes are measured, of a model that will have so many: a fifth of them, from 24 to 192. Of a model that has just begun to tell
 * classes apart half of the right answers fall anywhere from 2.8 to 4.2 % (bench/harden.md).
 */
export function stepsBeforeSizing(steps: number): number {
  return Math.min(192, Math.max(24, Math.round(steps / 5)));
}

/** Measures how large perturbations may be, and sizes the perturbations of methods by it. `settled` are options that stay. */
export async function sized(
  methods: readonly MethodEntry[],
  given: {
    /** Natural steps that a model will have. */
    readonly naturalSteps: number;
    readonly task: Task;
    readonly training: TrainingSettings;
    readonly settled: Readonly<Record<string, MethodOptions>>;
    readonly seed: number;
    readonly on: (event: CompareEvent) => void;
    readonly signal: AbortSignal;
  },
): Promise<Sizes> {
  const { naturalSteps, task, training, settled, seed, on, signal } = given;
  const began = performance.now();
  const stepsAtLeast = stepsBeforeSizing(naturalSteps);
  const { choice, proposals } = await calibrate({ task, training, methods, rule, seed, stepsAtLeast, on, signal });
  const proposed = new Map(proposals.map(({ method, options }) => [method, options]));
  const options = Object.fromEntries(
    methods.map(({ name }) => [name, { ...proposed.get(name), ...settled[name] }] as const),
  );
  return {
    headline: shareText(choice.share),
    radii: multiples.map((multiple) => shareText(multiple * choice.share)),
    options,
    because: [choice.because, ...proposals.map((each) => `${each.title}: ${optionsText(each.options)}.`)],
    seconds: (performance.now() - began) / 1000,
  };
}
