import {
  allowanceOf,
  checkAttackStart,
  configured,
  list,
  mistakeIn,
  UsageError,
  wordAttackOf,
} from '@advtrain/compare';
import type { MethodOptions } from '@advtrain/compare';
import { nearest } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import { methods } from '../methods.ts';
import type { Config } from './config.ts';
import { imageBasis } from './image-basis.ts';
import { presets } from './presets.ts';
import type { Preset } from './presets.ts';
import { configSchema } from './schema.ts';
import type { Settings } from './settings.ts';
import { trainedPart } from './trained-part.ts';

/**
 * The value as a configuration, or a {@link UsageError} in one sentence that names `where` it came from.
 *
 * @param value parsed JSON.
 * @param where a file, or the command line.
 * @param known the methods that there are. Default: the command's own.
 */
export function checked(value: unknown, where: string, known: readonly MethodEntry[] = methods): Config {
  const mistake = mistakeIn(value, configSchema(known), { root: 'the configuration' });
  if (mistake !== undefined) throw new UsageError(`${where}: ${mistake}`);
  return value as Config;
}

/**
 * The same of what a command line says, whose values are called by its flags.
 *
 * @param value what the flags come to.
 * @param known the methods that there are. Default: the command's own.
 */
export function checkedFlags(value: unknown, known: readonly MethodEntry[] = methods): Config {
  const mistake = mistakeIn(value, configSchema(known), { root: 'the command line', called: flagOf });
  if (mistake !== undefined) throw new UsageError(mistake);
  return value as Config;
}

/** Flags that are not called as what they say in a configuration. */
const otherFlags: Readonly<Record<string, string>> = {
  'wordAttack.attacks': 'attack',
  'wordAttack.examples': 'attack-examples',
  'wordAttack.queries': 'attack-queries',
};

/** The flag that says what has this path in a configuration. */
function flagOf(path: string): string {
  const other = otherFlags[path];
  if (other !== undefined) return `--${other}`;
  if (path.startsWith('options.')) return `--set ${path.slice('options.'.length)}`;
  const name = path.replace(/^wordAttack\./, '');
  return name.includes('.') || name.includes(' ')
    ? path
    : `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * The settings of a comparison: the preset (for images over it what suits them), then each configuration over it in order,
 * and the methods' own defaults where none says an option. Of the methods that there are, `known`, those take part that the
 * preset names and those that are not the command's own, unless a configuration names some. Errors are {@link UsageError}s.
 *
 * @param given one configuration, or several, of which the later win. Default: none.
 * @param known the methods that there are. Default: the command's own.
 */
export function resolve(given: Config | readonly Config[] = [], known: readonly MethodEntry[] = methods): Settings {
  const configs: readonly Config[] = Array.isArray(given) ? (given as readonly Config[]) : [given as Config];
  const name = configs.reduce((preset, config) => config.preset ?? preset, 'quick');
  const preset = presets[name];
  if (!preset)
    throw new UsageError(
      `There is no preset "${name}"; there are ${list(Object.keys(presets))}${nearest(name, Object.keys(presets))}.`,
    );
  const data = configs.reduce<string | undefined>((named, config) => config.data ?? named, undefined);
  const basis = data === undefined ? undefined : (imageBasis[data] ?? (data === preset.data ? undefined : otherTexts));
  const all = basis ? [basis, ...configs] : configs;
  const usual = usualMethods(basis?.methods ?? preset.methods, known);
  const settings = configs.reduce<Preset>(over, { ...(basis ? over(preset, basis) : preset), methods: usual });
  const { radii, headline } = settings.attack;
  if (!radii.includes(headline)) {
    throw new UsageError(`attack.headline is ${headline}, but must be one of attack.radii: ${radii.join(', ')}.`);
  }
  checkAttackStart(settings);
  trainedPart(settings);
  if (settings.budget !== undefined) allowanceOf(settings.budget);
  const words = configs.reduce<Config['wordAttack']>(
    (all, { wordAttack }) => (wordAttack ? { ...all, ...wordAttack } : all),
    undefined,
  );
  return { ...settings, options: optionsOf(all, known), ...(words ? { wordAttack: wordAttackOf(words) } : {}) };
}

/** The presets cut for the time that the review sentences may take, a third of them in the quick one; how long others are nobody knows. */
const otherTexts: Config = { maxLength: 128 };

/** The methods that take part where nobody names any: those of a preset that there are, and others than the command's. */
function usualMethods(names: readonly string[], known: readonly MethodEntry[]): readonly string[] {
  const there = known.map((entry) => entry.name);
  const own = known.filter((entry) => !methods.includes(entry)).map((entry) => entry.name);
  return [...names.filter((name) => there.includes(name)), ...own.filter((name) => !names.includes(name))];
}

/** The options of all methods: those of the later configuration win, and none are their defaults. */
function optionsOf(configs: readonly Config[], known: readonly MethodEntry[]): Settings['options'] {
  const given: Record<string, MethodOptions> = {};
  for (const { options = {} } of configs) {
    for (const { name } of known) {
      if (options[name]) given[name] = { ...given[name], ...options[name] };
    }
  }
  return Object.fromEntries(configured(known, given).map(({ entry, options }) => [entry.name, options]));
}

function over({ steps, ...settings }: Preset, config: Config): Preset {
  const { $schema: _schema, plugins: _plugins, options: _options, wordAttack: _wordAttack, attack, ...rest } = config;
  const radii = attack?.radii ?? settings.attack.radii;
  const kept = radii.includes(settings.attack.headline) ? settings.attack.headline : radii.at(-1);
  return {
    ...settings,
    // Whoever names epochs wants those, and not the steps of a recipe.
    ...(steps === undefined || rest.epochs !== undefined ? {} : { steps }),
    ...rest,
    attack: { ...settings.attack, ...(kept === undefined ? {} : { headline: kept }), ...attack, radii },
  };
}
