import { mistakeIn, unknownMethod, unknownOption, UsageError } from '@advtrain/compare';
import type { MethodOptions } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import { methods } from '../methods.ts';

/** The method of that name, or a {@link UsageError} that lists them. */
export function methodNamed(name: string, known: readonly MethodEntry[] = methods): MethodEntry {
  const found = known.find((entry) => entry.name === name);
  if (found) return found;
  throw new UsageError(
    unknownMethod(
      name,
      known.map((entry) => entry.name),
    ),
  );
}

/** Method names out of a comma-separated list, in its order. */
export function methodList(text: string, known: readonly MethodEntry[] = methods): readonly string[] {
  const names = text.split(',').map((name) => methodNamed(name.trim(), known).name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new UsageError(`--methods names ${twice} twice; name each method once.`);
  return names;
}

/** Seeds out of `3` (the first three: 1, 2, 3) or a comma-separated list (`4,` or `1,7,9`: just these), at most 20. */
export function seedList(text: string): readonly number[] {
  const wrong = () =>
    new UsageError(`--seeds is "${text}", but must be a number of seeds (3), or the seeds themselves (1,2,7).`);
  if (!/^\s*\d+\s*(,\s*\d+\s*)*,?\s*$/.test(text)) throw wrong();
  if (!text.includes(',')) {
    const count = Number(text);
    if (count < 1 || count > 20) throw new UsageError(`--seeds is ${text}, but must be at least 1 and at most 20.`);
    return Array.from({ length: count }, (_, index) => index + 1);
  }
  const seeds = text.split(',').map((seed) => seed.trim());
  return [...new Set(seeds.filter(Boolean).map(Number))];
}

/** Options out of `freelb.steps=4` assignments; an unknown method or option is a {@link UsageError} that lists the known. */
export function assignments(
  texts: readonly string[],
  known: readonly MethodEntry[] = methods,
): Readonly<Record<string, MethodOptions>> {
  const options: Record<string, MethodOptions> = {};
  for (const text of texts) {
    const match = /^([\w+-]+)\.(\w+)=(.*)$/.exec(text);
    if (!match) throw new UsageError(`--set is "${text}", but must look like freelb.steps=4.`);
    const [, left = '', option = '', value = ''] = match;
    const { name, options: schemas } = methodNamed(left, known);
    const schema = schemas[option];
    if (!schema) throw new UsageError(unknownOption(name, option, Object.keys(schemas)));
    options[name] = { ...options[name], [option]: valueOf(value, schema) };
  }
  return options;
}

/** A value of the command line: a word where the schema takes it as one, else a number, yes or no where it is one. */
function valueOf(text: string, schema: object): number | string | boolean {
  if (mistakeIn(text, schema, { root: '' }) === undefined) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
