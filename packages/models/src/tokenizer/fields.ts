/** A parsed JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** Reads checked fields of an object in a tokenizer's files; a field that is null counts as missing. */
export interface Fields {
  /** Where the object is in its file: `pre_tokenizer`, `model`. */
  readonly path: string;
  /** The object itself. */
  readonly values: Json;
  text(name: string, fallback?: string): string;
  flag(name: string, fallback?: boolean): boolean;
  /** A whole number of at least 0. */
  count(name: string, fallback?: number): number;
  list(name: string): readonly unknown[];
  table(name: string): Json;
  /** Whether the field is there. */
  has(name: string): boolean;
  /** An object inside it. */
  part(name: string): Fields;
  /** An object that may be inside it. */
  optional(name: string): Fields | undefined;
  /** The objects of a list inside it. */
  parts(name: string): readonly Fields[];
  /** The error for a field whose value is of the right kind, but not implemented. */
  notImplemented(name: string): Error;
}

/**
 * The fields of an object, whose names sentences put behind its path. Throws one sentence where it is none, and its methods
 * where a field is missing or of another kind.
 */
export function fields(value: unknown, path: string, joint = '.'): Fields {
  if (!isRecord(value)) throw new Error(`${path} is ${shown(value)}, but must be an object.`);
  const inside = (name: string): string => `${path}${joint}${name}`;
  const read = <Value>(
    name: string,
    passes: (found: unknown) => found is Value,
    kind: string,
    fallback?: Value,
  ): Value => {
    const found = ownField(value, name) ?? fallback;
    if (found === undefined) throw new Error(`${inside(name)} is missing, but must be ${kind}.`);
    if (passes(found)) return found;
    throw new Error(`${inside(name)} is ${shown(found)}, but must be ${kind}.`);
  };
  return {
    path,
    values: value,
    text: (name, fallback) => read(name, (found) => typeof found === 'string', 'a text', fallback),
    flag: (name, fallback) => read(name, (found) => typeof found === 'boolean', 'true or false', fallback),
    count: (name, fallback) => read(name, isId, `a whole number from 0 to ${idLimit - 1}`, fallback),
    list: (name) => read(name, isList, 'a list'),
    table: (name) => read(name, isRecord, 'an object'),
    has: (name) => ownField(value, name) !== undefined,
    part: (name) => fields(ownField(value, name) ?? null, inside(name)),
    optional: (name) => {
      const found = ownField(value, name);
      return found === undefined ? undefined : fields(found, inside(name));
    },
    parts: (name) => read(name, isList, 'a list').map((each, index) => fields(each, `${inside(name)}[${index}]`)),
    notImplemented: (name) =>
      new Error(
        `${inside(name)} is ${shown(ownField(value, name) ?? null)}, which is not implemented: use another tokenizer.`,
      ),
  };
}

/** The field of an object itself, which is not what all objects inherit. Null counts as missing. */
export function ownField(json: Json, name: string): unknown {
  return (Object.hasOwn(json, name) ? json[name] : undefined) ?? undefined;
}

/** Whether a value is an object with names. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Above any id of a token: no vocabulary has 67 million. */
export const idLimit = 2 ** 26;

/** Whether a value may be an id of a token. */
export function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < idLimit;
}

/** A value as a sentence shows it, cut where it is long. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
