import type { Lengths } from '@advtrain/core';
import type { Settled } from '../asked.ts';
import type { Configured } from '../methods/configured.ts';
import { hasShare } from '../methods/sizes.ts';
import { hash } from '../results/json.ts';
import type { Json } from '../results/json.ts';
import { neighboursFingerprint } from '../task/substitutes.ts';
import { version } from '../version.ts';
import { determinedBy } from '../words/made.ts';
import type { WordAttacks } from '../words/under-words.ts';

/** What a run is known by: with the same key it has the same result. */
export interface Identity {
  readonly key: string;
  /** That of a trial of how fast the method is, which all seeds share. */
  readonly trial: string;
  /** What the key is of, beside the method, the seed and what all runs share. */
  readonly determined: Readonly<Record<string, Json>>;
}

/** What all runs of a folder have in common, and so may be compared. */
export function sharedBy({ settings, task }: Settled, backend: string, words: WordAttacks | undefined): Json {
  const { preset: _preset, methods: _methods, seeds: _seeds, options: _options, grid, ...rest } = settings;
  const { wordAttack: _wordAttack, ...shared } = rest;
  // A larger grid may go on in the same folder, but runs that were measured on all the development set may not be among them.
  const halves = grid ? { grid: 'chosen by half of the development set' } : {};
  return {
    version,
    ...(shared as unknown as Record<string, Json>),
    ...halves,
    ...(words ? { wordAttack: determinedBy(words) } : {}),
    backend,
    fingerprint: task.fingerprint,
  };
}

/** What a method's run with a seed is known by, among runs that share so much; `matched` is {@link matchedSteps}. */
export async function identityOf(
  method: Configured,
  seed: number,
  {
    what,
    shared,
    lengths,
    matched,
  }: {
    readonly what: Settled;
    readonly shared: Json;
    readonly lengths: Lengths;
    readonly matched: ReadonlyMap<string, number>;
  },
): Promise<Identity> {
  const {
    entry: { name },
    options,
  } = method;
  const relative = hasShare([options, what.settings.attack]) ? { lengths: { ...lengths } } : {};
  const versions = await versionsOf(method);
  // Of the other methods a control knows what they cost, and nothing else.
  const steps = matched.get(name);
  const determined = { plan: options, ...(steps === undefined ? {} : { steps }), ...versions };
  return {
    key: hash({ shared, method: name, seed, ...determined, ...relative }),
    trial: hash({ shared, method: name, options, ...versions, ...relative }),
    determined,
  };
}

/** The version of a method that has one, and of the file of neighbours that its options name. */
async function versionsOf(method: Configured): Promise<{ readonly version?: string; readonly neighbours?: string }> {
  const { version: own } = method.entry;
  const neighbours = await neighboursFingerprint(method);
  return { ...(own === undefined ? {} : { version: own }), ...(neighbours === undefined ? {} : { neighbours }) };
}
