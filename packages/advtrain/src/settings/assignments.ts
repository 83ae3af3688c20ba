import { list, methodNames, methods, UsageError } from '@advtrain/compare';
import type { MethodName, MethodOptions } from '@advtrain/compare';
import type { Config } from './config.ts';

/** The name as that of a method, or a {@link UsageError} that lists them. */
export function methodName(name: string): MethodName {
  const found = methodNames.find((known) => known === name);
  if (!found) throw new UsageError(`There is no method "${name}"; there are ${list(methodNames)}.`);
  return found;
}

/** Method names out of a comma-separated list, in its order. */
export function methodList(text: string): readonly MethodName[] {
  const names = text.split(',').map((name) => methodName(name.trim()));
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
export function assignments(texts: readonly string[]): NonNullable<Config['options']> {
  const options: Partial<Record<MethodName, MethodOptions>> = {};
  for (const text of texts) {
    const match = /^([\w+-]+)\.(\w+)=(.*)$/.exec(text);
    if (!match) throw new UsageError(`--set is "${text}", but must look like freelb.steps=4.`);
    const [, left = '', option = '', value = ''] = match;
    const method = methodName(left);
    const known = Object.keys(methods[method].options);
    if (!known.includes(option)) {
      const has = known.length === 0 ? 'no options' : list(known);
      throw new UsageError(`${method} has no option "${option}"; it has ${has}.`);
    }
    options[method] = {
      ...options[method],
      [option]: value !== '' && Number.isFinite(Number(value)) ? Number(value) : value,
    };
  }
  return options;
}
