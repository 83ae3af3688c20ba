import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** Anything that JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * The SHA-256, in hex, of a value: the same for the same content whatever the order of its properties.
 *
 * @param value any JSON.
 */
export function hash(value: Json): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/**
 * Where two values differ: `epochs 4 there, 5 here`, for each place.
 *
 * @param there the value as it was.
 * @param here the value as it is.
 * @param path where both stand in a larger value. Default: they are the whole.
 */
export function differences(there: Json | undefined, here: Json | undefined, path = ''): readonly string[] {
  if (canonical(there) === canonical(here)) return [];
  if (!isTable(there) || !isTable(here)) {
    return [`${path} ${JSON.stringify(there ?? null)} there, ${JSON.stringify(here ?? null)} here`];
  }
  const names = new Set([...Object.keys(there), ...Object.keys(here)]);
  return [...names].flatMap((name) => differences(there[name], here[name], path === '' ? name : `${path}.${name}`));
}

/** A file's JSON, or `undefined` where there is none, or it is damaged. */
export function jsonIn(path: string): Json | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch {
    return undefined;
  }
}

/** Whether a value is a table of others by their names. */
export function isTable(value: unknown): value is Readonly<Record<string, Json | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonical(item)).join(',')}]`;
  if (!isTable(value)) return value === undefined ? 'null' : JSON.stringify(value);
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, v]) => `${JSON.stringify(name)}:${canonical(v)}`).join(',')}}`;
}
