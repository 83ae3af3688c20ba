import type { Schema } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import type { Config } from '../../settings/config.ts';
import { configSchema } from '../../settings/schema.ts';
import type { Settings } from '../../settings/settings.ts';

/** Settings, and the plugins of their methods, that a configuration file has. */
type Written = Settings & Pick<Config, 'plugins'>;

/** Settings as a configuration file with a comment before each that says what it means; of options, those of its methods. */
export function commented(settings: Written, known: readonly MethodEntry[], file: string): string {
  const { options, ...rest } = settings;
  const own = Object.fromEntries(
    settings.methods.flatMap((name) => (isEmpty(options[name]) ? [] : [[name, options[name]]])),
  );
  const schema = configSchema(known);
  const { options: optionSchemas, ...others } = propertiesOf(schema);
  const methods = Object.entries(propertiesOf(optionSchemas)).map(([name, each]) => {
    const title = known.find((entry) => entry.name === name)?.about ?? name;
    return [name, { ...each, description: title }] as const;
  });
  const properties = { ...others, options: { ...optionSchemas, properties: Object.fromEntries(methods) } };
  const unset = Object.entries(others).filter(
    ([name]) => !name.startsWith('$') && (rest as Readonly<Record<string, unknown>>)[name] === undefined,
  );
  const lines = [
    `// advtrain compare --config ${file}`,
    '// Any of these may be left out, and then is what the preset says; options of the command line win over them.',
    ...withUnset(written({ ...rest, options: own }, { ...schema, properties }, ''), unset),
  ];
  return `${lines.join('\n')}\n`;
}

/** Lines with the settings that have no value as comments, ahead of the options, so that a comma is never lacking. */
function withUnset(lines: readonly string[], unset: readonly (readonly [string, Schema])[]): readonly string[] {
  const place = lines.findIndex((line) => line.startsWith('  "options":')) - 1;
  const more = unset.flatMap(([name, schema]) => [...comment(schema, '  '), `  // "${name}": …,`]);
  return [...lines.slice(0, place), ...more, ...lines.slice(place)];
}

/** A value in lines, of which the first stands behind its name. */
function written(value: unknown, schema: Schema | undefined, margin: string): readonly string[] {
  if (!isRecord(value)) return [JSON.stringify(value)];
  const properties = propertiesOf(schema);
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  const within = names.flatMap((name, i) => {
    const [first, ...more] = written(value[name], properties[name], `${margin}  `);
    const lines = [`${margin}  ${JSON.stringify(name)}: ${first!}`, ...more];
    const comma = i < names.length - 1 ? ',' : '';
    return [...comment(properties[name], `${margin}  `), ...lines.slice(0, -1), `${lines.at(-1)!}${comma}`];
  });
  return ['{', ...within, `${margin}}`];
}

function comment(schema: Schema | undefined, margin: string): readonly string[] {
  const { description, enum: words } = (schema ?? {}) as {
    readonly description?: string;
    readonly enum?: readonly unknown[];
  };
  const choices = words && words.length <= 8 ? ` One of ${words.map((word) => String(word)).join(', ')}.` : '';
  return description === undefined
    ? []
    : [`${margin}// ${description}${/[.!?]$/.test(description) || choices === '' ? '' : '.'}${choices}`];
}

function propertiesOf(schema: Schema | undefined): Readonly<Record<string, Schema>> {
  return (schema as { readonly properties?: Readonly<Record<string, Schema>> } | undefined)?.properties ?? {};
}

function isEmpty(options: object | undefined): boolean {
  return options === undefined || Object.keys(options).length === 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
