import { mistakeIn, takesNoPart, unknownMethod, UsageError } from '@advtrain/compare';
import type { Grid, MethodOptions } from '@advtrain/compare';
import { unknownOption } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import { methods } from '../methods.ts';

/**
 * The method of that name, or a {@link UsageError} that lists them.
 *
 * @param name as the command line has it.
 * @param known the methods that there are. Default: the command's own.
 */
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

/**
 * Method names out of a comma-separated list, in its order.
 *
 * @param text names divided by commas.
 * @param known the methods that there are. Default: the command's own.
 */
export function methodList(text: string, known: readonly MethodEntry[] = methods): readonly string[] {
  const names = text.split(',').map((name) => methodNamed(name.trim(), known).name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new UsageError(`--methods names ${twice} twice; name each method once.`);
  return names;
}

/**
 * Seeds out of `3` (the first three: 1, 2, 3) or a comma-separated list (`4,` or `1,7,9`: just these), at most 20.
 *
 * @param text a number, or a list.
 */
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

/**
 * Options out of `freelb.steps=4` assignments; an unknown method or option is a {@link UsageError} that lists the known.
 *
 * @param texts `METHOD.OPTION=VALUE` each.
 * @param known the methods that there are. Default: the command's own.
 */
export function assignments(
  texts: readonly string[],
  known: readonly MethodEntry[] = methods,
): Readonly<Record<string, MethodOptions>> {
  const options: Record<string, MethodOptions> = {};
  for (const text of texts) {
    const { method, option, value, schema } = assigned(text, '--set', '4', known);
    options[method] = { ...options[method], [option]: valueOf(value, schema) };
  }
  return options;
}

/**
 * A grid out of `freelb.steps=1,2,3` assignments; what is unknown, or named twice, is a {@link UsageError}.
 *
 * @param texts `METHOD.OPTION=VALUE,VALUE` each.
 * @param known the methods that there are. Default: the command's own.
 */
export function gridOf(texts: readonly string[], known: readonly MethodEntry[] = methods): Grid {
  const grid: Record<string, Grid[string]> = {};
  for (const text of texts) {
    const { method, option, value, schema } = assigned(text, '--grid', '1,2,3', known);
    if (grid[method]?.[option])
      throw new UsageError(`--grid names ${method}.${option} twice; give all its values at once.`);
    const values = value.split(',').map((each) => valueOf(each.trim(), schema));
    grid[method] = { ...grid[method], [option]: values };
  }
  return grid;
}

/**
 * The methods whose options are assigned.
 *
 * @param texts `METHOD.OPTION=VALUE` each.
 */
export function methodsSet(texts: readonly string[] = []): readonly string[] {
  return texts.map((text) => text.slice(0, text.indexOf('.')));
}

/** Where methods are named, and which take part in what is asked. */
export interface TakingPart {
  /** What `--set` says. */
  readonly set?: readonly string[] | undefined;
  /** A grid, and what names its methods. */
  readonly grid?: { readonly where: string; readonly of: Grid } | undefined;
  readonly methods: readonly string[];
  /** What says which take part. Default: the methods. */
  readonly among?: string;
}

/**
 * Refuses options on the command line, and grids, of a method that takes no part. Files may have options of methods that others of their
 * comparisons are of.
 *
 * @param asked what names methods, and those that take part.
 */
export function checkTakePart({ set, grid, methods: names, among = 'the methods' }: TakingPart): void {
  const named = [
    ...methodsSet(set).map((method) => ['--set', method] as const),
    ...Object.keys(grid?.of ?? {}).map((method) => [grid!.where, method] as const),
  ];
  const strange = named.find(([, method]) => !names.includes(method));
  if (strange) throw new UsageError(takesNoPart(...strange, among, names));
}

/** The parts of `freelb.steps=4`. */
function assigned(text: string, flag: string, example: string, known: readonly MethodEntry[]) {
  const match = /^([\w+-]+)\.(\w+)=(.*)$/.exec(text);
  if (!match) throw new UsageError(`${flag} is "${text}", but must look like freelb.steps=${example}.`);
  const [, left = '', option = '', value = ''] = match;
  const { name, options: schemas } = methodNamed(left, known);
  const schema = schemas[option];
  if (!schema) throw new UsageError(unknownOption(name, option, Object.keys(schemas)));
  return { method: name, option, value, schema };
}

/** A value of the command line: a word where the schema takes it as one, else a number, yes or no where it is one. */
function valueOf(text: string, schema: object): number | string | boolean {
  if (mistakeIn(text, schema, { root: '' }) === undefined) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
