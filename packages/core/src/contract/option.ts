import type { Static, TBoolean, TInteger, TLiteral, TNumber, TSchema, TUnion, TUnsafe } from 'typebox';
import type { Length, LengthUnit } from './length.ts';

// Schemas are written out: TypeBox's builders are four hundred files, which every process would open to get plain objects.

/**
 * The options of a method by name. Each is a JSON Schema (with TypeBox's types) with a `default` and a `description`: types, checks, `--help` and the
 * schema of configuration files all come from it.
 */
export type OptionSchemas = Readonly<Record<string, TSchema>>;

/** The values that options of these schemas have. */
export type OptionsOf<Schemas extends OptionSchemas> = { readonly [Name in keyof Schemas]: Static<Schemas[Name]> };

/** What every option states. */
export interface OptionRule<Value> {
  readonly default: Value;
  /** What it means, in a few words, with the paper's letter. */
  readonly says: string;
}

/** A range of numbers. */
export interface Range {
  /** The least value. Default: none. */
  readonly min?: number;
  /** The value must be greater than this. Default: none. */
  readonly above?: number;
  /** The greatest value. Default: none. */
  readonly max?: number;
  /** The value must be less than this. Default: none. */
  readonly below?: number;
}

/**
 * A whole number.
 *
 * @param rule the default, what the option means, and the least and largest value, both allowed.
 */
export function whole({ says, ...rule }: OptionRule<number> & Pick<Range, 'min' | 'max'>) {
  return { type: 'integer', ...limits(rule), default: rule.default, description: says } as object as TInteger;
}

/**
 * A number.
 *
 * @param rule the default, what the option means, and the range; without one, any number.
 */
export function real({ says, ...rule }: OptionRule<number> & Range) {
  return { type: 'number', ...limits(rule), default: rule.default, description: says } as object as TNumber;
}

/**
 * A number above 0, or `none`: no limit.
 *
 * @param rule the default, and what the option means.
 */
export function realOrNone({ says, ...rule }: OptionRule<number | 'none'>) {
  const anyOf = [{ type: 'number', exclusiveMinimum: 0 }, { const: 'none' }];
  return { anyOf, default: rule.default, description: says } as object as TUnion<[TNumber, TLiteral<'none'>]>;
}

/** What the option of a length states beside its default and its meaning. */
export interface LengthRule<Value> extends OptionRule<Value>, Pick<Range, 'min' | 'above'> {
  /** What `100%` of it is. Default `ball`. */
  readonly unit?: LengthUnit;
}

/**
 * A length of a perturbation: a number, or a share such as `5%` of the lengths that the data have.
 *
 * @param rule the default, what the option means, and what `100%` is: the ball's ‖x‖ unless `unit` says otherwise.
 */
export function length({ says, unit = 'ball', ...rule }: LengthRule<Length>) {
  const anyOf = [{ type: 'number', ...limits(rule) }, share(rule)];
  return { anyOf, lengthUnit: unit, default: rule.default, description: says } as object as TUnsafe<Length>;
}

/**
 * A length above 0, or `none`: no limit.
 *
 * @param rule the default, what the option means, and what `100%` is: the ball's ‖x‖ unless `unit` says otherwise.
 */
export function lengthOrNone({ says, unit = 'ball', ...rule }: LengthRule<Length | 'none'>) {
  const above = { above: 0 };
  const anyOf = [{ type: 'number', ...limits(above) }, share(above), { const: 'none' }];
  return { anyOf, lengthUnit: unit, default: rule.default, description: says } as object as TUnsafe<Length | 'none'>;
}

/**
 * What `100%` of an option is; `undefined` of one that is no length.
 *
 * @param schema the option's JSON schema, as {@link length} makes it.
 */
export function lengthUnitOf(schema: object): LengthUnit | undefined {
  return (schema as { readonly lengthUnit?: LengthUnit }).lengthUnit;
}

/** Percentages as text; above 0, if numbers must be. */
function share({ above }: Pick<Range, 'above'>) {
  const pattern = above === undefined ? '^\\d+(\\.\\d+)?%$' : '^(?=.*[1-9])\\d+(\\.\\d+)?%$';
  return { type: 'string', pattern, title: 'a percentage such as 5%' };
}

/**
 * One of several words.
 *
 * @param words those allowed.
 * @param rule the default, one of `words`, and what the option means.
 */
export function choice<const Words extends readonly string[]>(
  words: Words,
  { says, ...rule }: OptionRule<Words[number]>,
) {
  return { enum: words, default: rule.default, description: says } as object as TUnsafe<Words[number]>;
}

/**
 * Yes or no.
 *
 * @param rule the default, and what the option means.
 */
export function flag({ says, ...rule }: OptionRule<boolean>) {
  return { type: 'boolean', default: rule.default, description: says } as object as TBoolean;
}

/**
 * A file of words' neighbours, JSON such as `{ "movie": ["film"] }`, or `none`, the default. A plugin does not read it: whoever knows
 * the tokenizer does, and gives the subject its `substitutes`.
 *
 * @param rule what the option means.
 */
export function neighboursFile({ says }: Pick<OptionRule<string>, 'says'>) {
  const anyOf = [{ type: 'string', pattern: '\\.json$', title: 'the path of a .json file' }, { const: 'none' }];
  return { anyOf, isNeighboursFile: true, default: 'none', description: says } as object as TUnsafe<string>;
}

/**
 * The name of the option that is a file of neighbours; `undefined` where none is.
 *
 * @param schemas the options of an entry.
 */
export function neighboursOption(schemas: OptionSchemas): string | undefined {
  return Object.keys(schemas).find((name) => 'isNeighboursFile' in schemas[name]!);
}

/**
 * The defaults of options.
 *
 * @param schemas the options of an entry, each with its default.
 */
export function defaultsOf<Schemas extends OptionSchemas>(schemas: Schemas): OptionsOf<Schemas> {
  const entries = Object.entries(schemas).map(([name, schema]) => [name, (schema as { default?: unknown }).default]);
  return Object.fromEntries(entries) as OptionsOf<Schemas>;
}

function limits({ min, above, max, below }: Range) {
  return {
    ...(min !== undefined && { minimum: min }),
    ...(above !== undefined && { exclusiveMinimum: above }),
    ...(max !== undefined && { maximum: max }),
    ...(below !== undefined && { exclusiveMaximum: below }),
  };
}
