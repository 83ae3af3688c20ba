import type { Schema } from '../settings-schema.ts';

/** The names of what a type always has. */
type Needed<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];

/** A schema for each property of a type, needed ones apart from others: a property that the type has not, or that has no schema, is no such thing. */
export interface SchemasOf<T> {
  /** What it always has. */
  readonly needed: Readonly<Record<Needed<T>, Schema>>;
  /** What it may have. */
  readonly optional: Readonly<Record<Exclude<keyof T, Needed<T>>, Schema>>;
}

/** The JSON Schema of an object of type `T`, which has nothing else; the compiler holds it to the properties of the type. */
export function objectSchema<T>({ needed, optional }: SchemasOf<T>, description?: string): Schema {
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    properties: { ...needed, ...optional },
    required: Object.keys(needed),
    additionalProperties: false,
  };
}

/** A number. */
export function number(description?: string): Schema {
  return description === undefined ? { type: 'number' } : { type: 'number', description };
}

/** A number, or null where it is not defined: JSON has no NaN. */
export function numberOrNull(description: string): Schema {
  return { type: ['number', 'null'], description };
}

/** A whole number from 0. */
export function whole(description?: string): Schema {
  return { type: 'integer', minimum: 0, ...(description === undefined ? {} : { description }) };
}

/** A share in [0, 1]. */
export function share(description: string): Schema {
  return { type: 'number', minimum: 0, maximum: 1, description };
}

/** A text. */
export function text(description?: string): Schema {
  return description === undefined ? { type: 'string' } : { type: 'string', description };
}

/** A list. */
export function listOf(items: Schema, description?: string): Schema {
  return { type: 'array', items, ...(description === undefined ? {} : { description }) };
}

/** A table of values by their names. */
export function tableOf(values: Schema, description?: string): Schema {
  return { type: 'object', additionalProperties: values, ...(description === undefined ? {} : { description }) };
}
