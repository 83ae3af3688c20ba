import type { Fields, Json } from '../fields.ts';

/** The tokenizer.json that a class makes, and which parts of the one that is there are not like it. */
export type Made = { readonly json: Json; readonly others: readonly string[] };

/** The type of a part of a tokenizer.json; '' where it has none. */
export function typeIn(given: Fields, name: string): string {
  return given.has(name) ? given.part(name).text('type') : '';
}

/** Whether a field of the model is as if it were not there. */
export function isUnset(model: Fields, name: string): boolean {
  const { [name]: value } = model.values;
  return value === undefined || value === null || value === '' || value === false;
}

/** The names of those that are false. */
export function namesOfFalse(alike: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(alike).flatMap(([name, same]) => (same ? [] : [name]));
}
