import { nearest, unknownOption } from '@advtrain/core';
import { Errors } from 'typebox/schema';
import { list } from '../format.ts';

/** What the sentences call things. */
export interface Naming {
  /** The value as a whole. */
  readonly root: string;
  /** Goes before the paths of its parts, `options.pgd.steps`. Default: nothing. */
  readonly prefix?: string;
  /**
   * What a value is called that has this path in them, with dots. Default: by the path.
   *
   * @param path such as `options.pgd.steps`.
   */
  readonly called?: (path: string) => string;
}

/** An error of TypeBox, as far as it is read here. */
interface SchemaError {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

/**
 * What is wrong with a value by a JSON Schema, as a sentence; `undefined` where nothing is.
 *
 * @param value parsed JSON.
 * @param schema the JSON Schema.
 * @param naming what the value is called in the sentence.
 */
export function mistakeIn(
  value: unknown,
  schema: object,
  { root, prefix = '', called = asItIs }: Naming,
): string | undefined {
  const [isRight, errors] = Errors(schema, value) as [boolean, readonly SchemaError[]];
  if (isRight) return undefined;
  // What may not be there at all is reported twice, and better the second time, unless so much is wrong that the list ends before.
  const error = errors.find(({ keyword }) => keyword !== 'boolean') ?? additional(errors[0]!);
  const path = partsOf(error.instancePath).join('.');
  const found = { error, schema, value: at(value, error.instancePath), path: path === '' ? root : prefix + path, root };
  return sentence(found, called);
}

/** The error that says of the owner what a first one says of a part that may not be there. */
function additional({ schemaPath, instancePath, ...rest }: SchemaError): SchemaError {
  const end = instancePath.lastIndexOf('/');
  const name = instancePath
    .slice(end + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  return {
    ...rest,
    keyword: 'additionalProperties',
    schemaPath: schemaPath.replace(/\/additionalProperties$/, ''),
    instancePath: instancePath.slice(0, end),
    params: { additionalProperties: [name] },
  };
}

function asItIs(path: string): string {
  return path;
}

/** An error, and where it is. */
interface Found {
  readonly error: SchemaError;
  readonly schema: object;
  readonly value: unknown;
  readonly path: string;
  readonly root: string;
}

function sentence(found: Found, called: NonNullable<Naming['called']>): string {
  const { error, schema } = found;
  const path = called(found.path);
  const parameters = error.params as Record<string, unknown>;
  const limit = String(parameters['limit']);
  const value = JSON.stringify(found.value);
  const allowed = (parameters['allowedValues'] ?? []) as readonly string[];
  const either = /^(.*)\/anyOf(\/|$)/.exec(error.schemaPath)?.[1];
  if (either !== undefined) {
    const choice = at(schema, either.slice(1));
    return `${path} is ${value}, but must be ${branches(choice)}${near(found.value, wordsOf(choice))}.`;
  }
  switch (error.keyword) {
    case 'additionalProperties':
      return unknown(found, String((parameters['additionalProperties'] as readonly string[])[0]));
    case 'enum':
      return `${path} is ${value}, but must be ${allowed.join(' or ')}${near(found.value, allowed)}.`;
    case 'minimum':
      return `${path} is ${value}, but must be at least ${limit}.`;
    case 'maximum':
      return `${path} is ${value}, but must be at most ${limit}.`;
    case 'exclusiveMinimum':
      return `${path} is ${value}, but must be greater than ${limit}.`;
    case 'exclusiveMaximum':
      return `${path} is ${value}, but must be below ${limit}.`;
    case 'maxItems':
      return `${path} has ${(found.value as readonly unknown[]).length} entries, but must have at most ${limit}.`;
    case 'type':
      return `${path} is ${value}, but must be ${article(String(parameters['type']))}.`;
    default:
      return `${path} is ${value}, but ${error.message}.`;
  }
}

function unknown({ error, schema, path, root }: Found, name: string): string {
  const owner = at(schema, error.schemaPath.slice(1)) as { readonly properties?: object };
  const known = Object.keys(owner.properties ?? {}).filter((key) => key !== '$schema');
  if (path === 'options') return `there is no method "${name}"; there are ${list(known)}${nearest(name, known)}.`;
  if (path.startsWith('options.')) return unknownOption(path.slice('options.'.length), name, known);
  return `${path === root ? 'it' : path} has no "${name}"; it has ${list(known)}${nearest(name, known)}.`;
}

/**
 * Says that no method has that name, and which have others.
 *
 * @param name what was asked for.
 * @param known the names that there are.
 */
export function unknownMethod(name: string, known: readonly string[]): string {
  return `There is no method "${name}"; there are ${list(known)}${nearest(name, known)}.`;
}

/** Of some words the one that a value is almost. */
function near(value: unknown, words: readonly string[]): string {
  return typeof value === 'string' ? nearest(value, words) : '';
}

interface Branch {
  readonly const?: string | number | boolean;
  readonly title?: string;
  readonly type?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
}

/** The words that a choice of schemas takes. */
function wordsOf(schema: unknown): readonly string[] {
  const { anyOf = [] } = schema as { readonly anyOf?: readonly Branch[] };
  return anyOf.flatMap((branch) => (typeof branch.const === 'string' ? [branch.const] : []));
}

/** What values a choice of schemas takes: `a number greater than 0, or a percentage such as 5%, or none`. */
function branches(schema: unknown): string {
  const { anyOf = [] } = schema as { readonly anyOf?: readonly Branch[] };
  const texts = anyOf.map((branch) => {
    if (branch.const !== undefined) return String(branch.const);
    if (branch.title !== undefined) return branch.title;
    const above = branch.exclusiveMinimum === undefined ? '' : ` greater than ${branch.exclusiveMinimum}`;
    const least = branch.minimum === undefined ? '' : ` of at least ${branch.minimum}`;
    return `${article(branch.type ?? 'value')}${above}${least}`;
  });
  return texts.join(', or ');
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter(Boolean);
}

/** The part of a value that a JSON pointer names. */
function at(value: unknown, path: string): unknown {
  return partsOf(path).reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value);
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
