import { nearest } from './nearest.ts';
import type { Rule, RulesOf } from './rules.ts';
import { shown } from './shown.ts';

/**
 * The options that a factory was given, checked as the compiler would: each is one that there is, with a value by its rule, and none that
 * is needed is missing. Throws one sentence with the value, the rule and the nearest right name.
 *
 * @param factory what it is called, for the sentence.
 * @param given what the caller passed; anything but an object is refused.
 * @param rules a rule for each option that there is.
 */
export function checked<Options extends object>(factory: string, given: Options, rules: RulesOf<Options>): Options {
  const all = Object.entries<Rule>(rules);
  const known = all.map(([name]) => name);
  const options: unknown = given;
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new Error(
      `${factory} was given ${shown(options)}, but takes its options as an object: ${factory}({ ${known.join(', ')} }).`,
    );
  const strange = Object.keys(options).find((name) => !known.includes(name));
  if (strange !== undefined) throw new Error(unknownOption(factory, strange, known));
  for (const [name, rule] of all) {
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (value === undefined && rule.needed === undefined) continue;
    if (value === undefined) throw new Error(`${factory} needs ${name}, which must be ${rule.needed}.`);
    const must = rule(value);
    if (must !== undefined) throw new Error(`${name} is ${shown(value)}, but must be ${must}.`);
  }
  return given;
}

/**
 * Says that something has no such option, and which it has.
 *
 * @param owner what was given the option, for the sentence.
 * @param name the option that there is not.
 * @param known the options that there are.
 */
export function unknownOption(owner: string, name: string, known: readonly string[]): string {
  return `${owner} has no option "${name}"; it has ${listed(known)}${nearest(name, known)}.`;
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no options';
  return names.length === 1 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
