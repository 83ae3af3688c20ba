import { costLedger, defaultsOf, lengthUnitOf, optionsOf, taskKinds, unitLength, variant } from '@advtrain/core';
import type { MethodEntry, Model, OptionSchemas, OptionsOf, Plugin, Subject, TaskKind } from '@advtrain/core';
import { Check, Errors } from 'typebox/schema';
import { describe, expect, test } from 'vitest';
import { longest, onBackends, type TestBackend } from '../backends.ts';
import { begins, rises } from './begun.ts';
import { climbsOf } from './climb.ts';
import { lengths, modelOf, trained, type Kind } from './training.ts';

/** What an entry is checked with. */
export interface EntryContract<Schemas extends OptionSchemas> {
  /** How δ climbs; `false` for a method that moves none. */
  readonly climbs: false | ClimbContract<Schemas>;
  /** What a step of a tiny model costs with options (over the defaults), on the first kind of task that it is for. */
  readonly units: readonly (readonly [options: Partial<OptionsOf<Schemas>>, units: number])[];
  /** What its plugins need to know of the data, beside lengths. Default: nothing. */
  readonly subject?: Pick<Subject, 'substitutes'>;
  /** Default: native and WebAssembly. */
  readonly backends?: readonly TestBackend[];
}

/** How δ climbs. */
export interface ClimbContract<Schemas extends OptionSchemas> {
  /** Options with which a move is small, but no rounding error. */
  readonly options: Partial<OptionsOf<Schemas>>;
  /** Whether a move turns δ, so that only perturbations of one length can be compared. Default false. */
  readonly turns?: boolean;
}

/**
 * What every method's entry promises, as one table of tests.
 *
 * @param entry the method's entry.
 * @param contract how δ climbs, what a step costs, and what the method needs to know of the data.
 */
export function describeEntry<Schemas extends OptionSchemas>(
  entry: MethodEntry<Schemas>,
  contract: EntryContract<Schemas>,
): void {
  const { backends = ['native', 'wasm'] } = contract;
  describe(`the entry of ${entry.title}`, longest, () => {
    states(entry);
    onBackends(backends, () => {
      costs(entry, contract);
      measures(entry, contract);
      climbs(entry, contract);
      const task = { kind: kindsOf(entry)[0]!, ...contract.subject };
      begins(entry, task, contract.climbs === false ? {} : contract.climbs.options);
      rises(entry, task, contract.climbs && contract.climbs.options);
    });
  });
}

function states<Schemas extends OptionSchemas>(entry: MethodEntry<Schemas>): void {
  const schema = {
    type: 'object',
    properties: { ...entry.options },
    required: Object.keys(entry.options),
    additionalProperties: false,
  };
  const defaults = defaultsOf(entry.options);
  const names = Object.keys(entry.options);

  test('its defaults fit its options, and say what they mean', () => {
    expect(Errors(schema, defaults)).toEqual([true, []]);
    for (const option of Object.values(entry.options))
      expect((option as { description?: string }).description).toMatch(/\S/);
  });

  test('no option takes what is neither number nor word of it', () => {
    for (const name of names)
      for (const wrong of [NaN, Infinity, 'nonsense', null, {}])
        expect(Check(schema, { ...defaults, [name]: wrong }), `${name}: ${JSON.stringify(wrong)}`).toBe(false);
  });

  test('an option that it does not have is refused by name', () => {
    const nonsense = { nonsense: 1 } as unknown as Partial<OptionsOf<Schemas>>;
    const known = names.join(', ') || 'no options';
    expect(Check(schema, { ...defaults, ...nonsense })).toBe(false);
    expect(() => variant(entry, { name: 'other', options: nonsense })).toThrow(
      new Error(`${entry.name} has no option "nonsense"; it has ${known}.`),
    );
  });

  test('where it is not for every kind of task it says why', () => {
    expect(entry.because !== undefined).toBe(entry.kinds !== undefined);
  });
}

function costs<Schemas extends OptionSchemas>(entry: MethodEntry<Schemas>, contract: EntryContract<Schemas>): void {
  test.each(kindsOf(entry))('for %s its plugins are made, and a step costs what it says', (kind) => {
    const { stated, counted, mismatch } = costOf(entry, {}, { kind, ...contract.subject });
    expect(counted).toBeCloseTo(stated, 9);
    expect(mismatch).toBeUndefined();
  });

  test.each(contract.units)('with %o a step costs %d units', (options, expected) => {
    const { stated, counted, mismatch } = costOf(entry, options, { kind: kindsOf(entry)[0]!, ...contract.subject });
    expect(stated).toBeCloseTo(expected, 9);
    expect(counted).toBeCloseTo(expected, 9);
    expect(mismatch).toBeUndefined();
  });
}

/** Units of a step: what the entry says, what the ledger counts, and where that is not what the plugins state. */
function costOf<Schemas extends OptionSchemas>(
  entry: MethodEntry<Schemas>,
  given: Partial<OptionsOf<Schemas>>,
  task: Pick<Subject, 'kind' | 'substitutes'>,
): { readonly stated: number; readonly counted: number; readonly mismatch: string | undefined } {
  const options = optionsOf(entry, given);
  const ledger = costLedger();
  let stated = NaN;
  const plugins = (model: Model): Plugin[] => {
    const subject = { ...task, model, lengths };
    stated = entry.units(options, subject);
    return [...entry.plugins(options, subject), ledger];
  };
  trained({ kind: modelOf(task.kind), plugins });
  const { units, steps, mismatch } = ledger.ledger;
  return { stated, counted: units / steps, mismatch };
}

/** Options that are lengths may be shares of those that the data have. */
function measures<Schemas extends OptionSchemas>(entry: MethodEntry<Schemas>, contract: EntryContract<Schemas>): void {
  const names = Object.keys(entry.options).filter((name) => lengthUnitOf(entry.options[name]!) !== undefined);
  if (names.length === 0) return;
  const all = (value: (name: string) => unknown) =>
    optionsOf(entry, Object.fromEntries(names.map((name) => [name, value(name)])) as Partial<OptionsOf<Schemas>>);
  const trainedWith = (options: OptionsOf<Schemas>, kind: TaskKind) =>
    trained({
      kind: modelOf(kind),
      batches: 2,
      plugins: (model) => entry.plugins(options, { ...contract.subject, kind, model, lengths }),
    });

  test.each(kindsOf(entry))('for %s a length as a share is the very same as that share in numbers', (kind) => {
    const shares = trainedWith(
      all(() => '12.5%'),
      kind,
    );
    const domain = modelOf(kind) === 'image' ? ([0, 1] as const) : undefined;
    const whole = (name: string) =>
      unitLength(lengthUnitOf(entry.options[name]!)!, { model: { ...(domain && { domain }) }, lengths })!;
    expect(shares).toEqual(
      trainedWith(
        all((name) => 0.125 * whole(name)),
        kind,
      ),
    );
    expect(shares).not.toEqual(
      trainedWith(
        all((name) => 0.25 * whole(name)),
        kind,
      ),
    );
  });

  test.each(kindsOf(entry).filter((kind) => kind !== 'images'))(
    'for %s a share is refused in a sentence where no lengths were measured',
    (kind) => {
      const plugins = (model: Model) =>
        entry.plugins(
          all(() => '12.5%'),
          { ...contract.subject, kind, model },
        );
      const sentence =
        / is 12\.5%, a share of the median length of the training data, which was not measured: give the subject its lengths, or \w+ as a number\.$/;
      expect(() => trained({ kind: modelOf(kind), plugins })).toThrow(sentence);
    },
  );
}

function climbs<Schemas extends OptionSchemas>(entry: MethodEntry<Schemas>, contract: EntryContract<Schemas>): void {
  const first = (model: Kind): TaskKind | undefined => kindsOf(entry).find((kind) => modelOf(kind) === model);
  const made = (kind: TaskKind, given: Partial<OptionsOf<Schemas>>) => (model: Model) =>
    entry.plugins(optionsOf(entry, given), { ...contract.subject, kind, model, lengths });
  for (const kind of [first('text'), first('tokens'), first('answers'), first('image')].filter(
    (each) => each !== undefined,
  )) {
    if (contract.climbs === false) {
      test(`for ${kind} it moves no perturbation`, () => {
        expect(climbsOf(modelOf(kind), made(kind, {}))).toEqual([]);
      });
      continue;
    }
    const { options, turns } = contract.climbs;
    test(`for ${kind} every move of δ raises what it climbs`, () => {
      const moves = climbsOf(modelOf(kind), made(kind, options), turns);
      expect(moves.length).toBeGreaterThan(0);
      for (const { before, after } of moves) expect(after).toBeGreaterThan(before);
    });
  }
}

function kindsOf({ kinds = taskKinds }: MethodEntry): readonly TaskKind[] {
  return kinds;
}
