/** Reads checked fields of a config.json; a field that is null counts as missing. */
export interface ConfigFields {
  /** One of a few words. */
  choice<Word extends string>(name: string, allowed: readonly Word[], fallback?: Word): Word;
  /** A whole number of at least 1, and at most `most`. */
  count(name: string, fallback?: number, most?: number): number;
  /** True or false. */
  flag(name: string, fallback: boolean): boolean;
  /** A dropout rate, in [0, 1). */
  rate(name: string, fallback: number): number;
  /** A number in an interval. */
  number(name: string, low: number, high: number, fallback: number): number;
}

/** Which names of ours `transformers` too takes for a family's own, and before it. */
const known: readonly string[] = ['hidden_size', 'num_attention_heads', 'num_hidden_layers'];

/**
 * The fields of a parsed config.json, some of which it may have under another name: `aliases` maps ours to its, which goes
 * first where `transformers` reads no other.
 */
export function configFields(
  json: Readonly<Record<string, unknown>>,
  aliases: Readonly<Record<string, string>> = {},
): ConfigFields {
  const find = (name: string): [label: string, value: unknown] => {
    const alias = aliases[name] ?? name;
    const names = known.includes(name) ? [name, alias] : [alias, name];
    const label = names.find((each) => (json[each] ?? undefined) !== undefined) ?? alias;
    return [label, json[label] ?? undefined];
  };
  /** The value that passes, or the fallback where there is none. */
  const read = <Value>(
    name: string,
    passes: (value: unknown) => value is Value,
    rule: string,
    fallback?: Value,
  ): Value => {
    const [label, value = fallback] = find(name);
    if (value === undefined) {
      throw new Error(`The model config lacks "${label}": give it as in the config.json of a Hugging Face folder.`);
    }
    if (passes(value)) return value;
    throw new Error(`${label} is ${JSON.stringify(value)}, but must be ${rule}.`);
  };
  const isNumber = (value: unknown): value is number => typeof value === 'number';
  return {
    choice: <Word extends string>(name: string, allowed: readonly Word[], fallback?: Word) => {
      const passes = (value: unknown): value is Word => (allowed as readonly unknown[]).includes(value);
      return read(name, passes, `one of ${allowed.join(', ')}`, fallback);
    },
    count: (name, fallback, most = Number.MAX_SAFE_INTEGER) => {
      const passes = (value: unknown): value is number =>
        isNumber(value) && Number.isInteger(value) && value >= 1 && value <= most;
      const bound = most === Number.MAX_SAFE_INTEGER ? 'of at least 1' : `from 1 to ${most}`;
      return read(name, passes, `a whole number ${bound}`, fallback);
    },
    flag: (name, fallback) => {
      const passes = (value: unknown): value is boolean => typeof value === 'boolean';
      return read(name, passes, 'true or false', fallback);
    },
    rate: (name, fallback) => {
      const passes = (value: unknown): value is number => isNumber(value) && value >= 0 && value < 1;
      return read(name, passes, 'at least 0 and below 1', fallback);
    },
    number: (name, low, high, fallback) => {
      const passes = (value: unknown): value is number => isNumber(value) && value >= low && value <= high;
      return read(name, passes, high === Infinity ? `at least ${low}` : `between ${low} and ${high}`, fallback);
    },
  };
}
