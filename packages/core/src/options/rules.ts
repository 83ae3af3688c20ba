import { nearest } from './nearest.ts';

/** What an option must be: gives the end of the sentence "… is 5, but must be …" for a value that it is not, else nothing. */
export interface Rule {
  /** @param value what was given for the option. */
  (value: unknown): string | undefined;
  /** Set where the option cannot be left out: what it is, for who has left it out. */
  readonly needed?: string;
}

/** The rule of an option that cannot be left out. */
export type NeededRule = Rule & { readonly needed: string };

/** A rule for each option of an interface; those without a `?` are {@link needed}. */
export type RulesOf<Options> = {
  readonly [Name in keyof Options]-?: object extends Pick<Options, Name> ? Rule : NeededRule;
};

/**
 * An option that cannot be left out.
 *
 * @param rule what a value must hold to where it is given.
 */
export function needed(rule: Rule): NeededRule {
  return Object.assign((value: unknown) => rule(value), { needed: rule(undefined) ?? 'given' });
}

/**
 * A whole number.
 *
 * @param low the least value allowed.
 */
export function wholeFrom(low: number): Rule {
  const must = `a whole number, at least ${low}`;
  return (value) => (Number.isInteger(value) && (value as number) >= low ? undefined : must);
}

/**
 * A number of at least that.
 *
 * @param low the least value allowed.
 */
export function numberFrom(low: number): Rule {
  return numberThat(`at least ${low}`, (value) => value >= low);
}

/**
 * A number above that.
 *
 * @param low the bound, which is refused itself.
 */
export function numberAbove(low: number): Rule {
  return numberThat(`above ${low}`, (value) => value > low);
}

/**
 * A number of at least that, and not infinite.
 *
 * @param low the least value allowed.
 */
export function finiteFrom(low: number): Rule {
  return numberThat(`finite and at least ${low}`, (value) => value >= low && value < Infinity);
}

/**
 * A number above that, and not infinite.
 *
 * @param low the bound, which is refused itself.
 */
export function finiteAbove(low: number): Rule {
  return numberThat(`finite and above ${low}`, (value) => value > low && value < Infinity);
}

/** A number of at least 0 and below 1. */
export const belowOne: Rule = numberThat('at least 0 and below 1', (value) => value >= 0 && value < 1);

/**
 * A number of which something else holds: `numberThat('in [0, 1]', …)`.
 *
 * @param must what must hold, in words that follow "must be".
 * @param holds whether it does; asked of numbers alone.
 */
export function numberThat(must: string, holds: (value: number) => boolean): Rule {
  return (value) => (typeof value === 'number' && holds(value) ? undefined : must);
}

/**
 * A number by a rule, or a function of the optimizer steps taken.
 *
 * @param rule what a constant must hold to; what a function gives is not checked.
 */
export function scheduled(rule: Rule): Rule {
  return (value) => {
    if (typeof value === 'function') return undefined;
    const must = rule(value);
    if (must === undefined || typeof value === 'number') return must;
    return `${must === 'a number' ? must : `a number, ${must},`} or a function of the optimizer steps taken`;
  };
}

/**
 * One of some words.
 *
 * @param words the texts allowed, letter for letter.
 */
export function oneOf(...words: readonly string[]): Rule {
  return (value) => {
    if (typeof value === 'string' && words.includes(value)) return undefined;
    const near = typeof value === 'string' ? nearest(value, words) : '';
    return `${words.join(' or ')}${near}`;
  };
}

/**
 * Any of some rules.
 *
 * @param rules those of which one must hold; the sentence joins what they say.
 */
export function either(...rules: readonly Rule[]): Rule {
  return (value) => {
    const musts = rules.map((rule) => rule(value));
    return musts.includes(undefined) ? undefined : musts.join(', or ');
  };
}

/**
 * A number, of which what takes it says more.
 *
 * @param value what was given for the option.
 */
export const aNumber: Rule = (value) => (typeof value === 'number' ? undefined : 'a number');

/**
 * The two ends of an interval.
 *
 * @param value what was given for the option.
 */
export const anInterval: Rule = (value) =>
  Array.isArray(value) && value.length === 2 && value[0] < value[1]
    ? undefined
    : 'the two ends of an interval, as [0, 1]';

/** A model. */
export const aModel: Rule = thing('a model, as encoder() makes it', 'params', 'embed', 'stem', 'trunk');

/**
 * A method, as a wrapper takes it: any plugin. A factory that was not called and an entry have names as well.
 *
 * @param value what was given for the option.
 */
export const aMethod: Rule = (value) =>
  typeof value === 'object' && value !== null && 'name' in value && !('plugins' in value)
    ? undefined
    : 'a method such as natural(), as its factory returns it';

/**
 * Yes or no.
 *
 * @param value what was given for the option.
 */
export const yesOrNo: Rule = (value) => (typeof value === 'boolean' ? undefined : 'true or false');

/**
 * A piece of text.
 *
 * @param value what was given for the option.
 */
export const aText: Rule = (value) => (typeof value === 'string' ? undefined : 'a text');

/**
 * A function.
 *
 * @param of what it is a function of, for the sentence.
 */
export function aFunction(of: string): Rule {
  return (value) => (typeof value === 'function' ? undefined : `a function of ${of}`);
}

/**
 * An object, or a function, that has these members: `thing('a ball such as l2({ radius, stepSize })', 'start', 'project')`.
 *
 * @param must what it must be, in words that follow "must be".
 * @param members the names of properties that it must have.
 */
export function thing(must: string, ...members: readonly string[]): Rule {
  return (value) => {
    const isOne = (typeof value === 'object' && value !== null) || typeof value === 'function';
    return isOne && members.every((name) => name in value) ? undefined : must;
  };
}
