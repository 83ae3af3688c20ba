import { list, methodNames, UsageError } from '@advtrain/compare';
import type { MethodName, MethodOptions, Settings } from '@advtrain/compare';
import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import type { Config } from './config.ts';
import { imageBasis } from './image-basis.ts';
import { presets } from './presets.ts';
import { configSchema } from './schema.ts';

const validate = new Ajv({ allErrors: false, strict: true, verbose: true, allowUnionTypes: true }).compile(
  configSchema(),
);

/** The value as a configuration, or a {@link UsageError} in one sentence that names `where` it came from. */
export function checked(value: unknown, where: string): Config {
  if (validate(value)) return value as Config;
  // An `anyOf` reports its branches before itself, and the sentence has to speak of the whole.
  const errors = validate.errors ?? [];
  throw new UsageError(`${where}: ${sentence(errors.find((e) => e.keyword === 'anyOf') ?? errors[0])}`);
}

function sentence(error: ErrorObject | undefined): string {
  if (!error) return 'the configuration is not valid.';
  const path = error.instancePath.split('/').filter(Boolean).join('.') || 'the configuration';
  const parameters = error.params as Record<string, unknown>;
  const value = JSON.stringify(error.data);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknown(error, path, String(parameters['additionalProperty']));
    case 'enum':
      return `${path} is ${value}, but must be ${(parameters['allowedValues'] as readonly string[]).join(' or ')}.`;
    case 'minimum':
      return `${path} is ${value}, but must be at least ${String(parameters['limit'])}.`;
    case 'maximum':
      return `${path} is ${value}, but must be at most ${String(parameters['limit'])}.`;
    case 'exclusiveMinimum':
      return `${path} is ${value}, but must be greater than ${String(parameters['limit'])}.`;
    case 'exclusiveMaximum':
      return `${path} is ${value}, but must be below ${String(parameters['limit'])}.`;
    case 'maxItems':
      return `${path} has ${(error.data as readonly unknown[]).length} entries, but must have at most ${String(parameters['limit'])}.`;
    case 'anyOf':
      return `${path} is ${value}, but must be a number greater than 0, or none.`;
    case 'type':
      return `${path} is ${value}, but must be ${article(String(parameters['type']))}.`;
    default:
      return `${path} is ${value}, but ${error.message ?? 'is not valid'}.`;
  }
}

function unknown(error: ErrorObject, path: string, name: string): string {
  const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as object).filter((key) => key !== '$schema');
  const owner = path.startsWith('options.') ? path.slice('options.'.length) : path;
  if (path === 'options') return `there is no method "${name}"; there are ${list(known)}.`;
  const has = known.length === 0 ? 'has no options' : `has ${list(known)}`;
  return `${owner === 'the configuration' ? 'it' : owner} has no "${name}"; ${owner === 'the configuration' ? 'it' : owner} ${has}.`;
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/**
 * The settings of a comparison: the preset (for images over it what suits them), then each configuration over it in order. Errors are
 * {@link UsageError}s.
 */
export function resolve(...configs: readonly Config[]): Settings {
  const name = configs.reduce((preset, config) => config.preset ?? preset, 'quick');
  const preset = presets[name];
  if (!preset) throw new UsageError(`There is no preset "${name}"; there are ${list(Object.keys(presets))}.`);
  const data = configs.reduce<string | undefined>((named, config) => config.data ?? named, undefined);
  const basis = data === undefined ? undefined : imageBasis[data];
  const settings = configs.reduce<Settings>(over, basis ? over(preset, basis) : preset);
  const { attack } = settings;
  if (!attack.radii.includes(attack.headline)) {
    throw new UsageError(
      `attack.headline is ${attack.headline}, but must be one of attack.radii: ${attack.radii.join(', ')}.`,
    );
  }
  return settings;
}

function over({ steps, ...settings }: Settings, { $schema: _, options, attack, ...rest }: Config): Settings {
  const radii = attack?.radii ?? settings.attack.radii;
  const kept = radii.includes(settings.attack.headline) ? settings.attack.headline : radii.at(-1);
  return {
    ...settings,
    // Whoever names epochs wants those, and not the steps of a recipe.
    ...(steps === undefined || rest.epochs !== undefined ? {} : { steps }),
    ...rest,
    options: Object.fromEntries(
      methodNames.map((method) => [method, { ...settings.options[method], ...options?.[method] }]),
    ) as Record<MethodName, MethodOptions>,
    attack: { ...settings.attack, ...(kept === undefined ? {} : { headline: kept }), ...attack, radii },
  };
}
