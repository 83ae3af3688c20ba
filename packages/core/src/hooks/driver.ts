import type { Plugin } from '../contract/plugin.ts';
import { attribute } from './attribute.ts';
import { hookNames, hooks, type HookName, type HooksOf } from './kinds.ts';
import { refuseOthers, refuseStrangers } from './strangers.ts';

type Hook = (...args: unknown[]) => unknown;
type Found<Name extends HookName> = NonNullable<Plugin[Name]>;
type Arguments<Name extends HookName> = Found<Name> extends (...args: infer Given) => unknown ? Given : never;
type Result<Name extends HookName> = Found<Name> extends (...args: never[]) => infer Returned ? Returned : never;

/** Runs the hooks of the plugins of one run, each as its kind says. Errors carry the plugin's name and the hook's. */
export class PluginDriver {
  /** The plugins in order, with hooks only. */
  readonly plugins: readonly Plugin[];

  /** Refuses what is no plugin, plugins that cannot go together, and functions that are no hooks. */
  constructor(plugins: readonly Plugin[]) {
    plugins.forEach(refuseOthers);
    plugins.forEach(refuseStrangers);
    this.plugins = plugins.map(attribute);
    for (const name of hookNames) if (hooks[name].kind === 'exclusive') this.#refuseTwo(name);
    refuseNamesakes(this.plugins);
  }

  /** Whether a plugin has the hook. */
  has(name: HookName): boolean {
    return this.plugins.some((plugin) => plugin[name] !== undefined);
  }

  /** The hook of the one plugin that has it. */
  sole<Name extends HooksOf<'exclusive'>>(name: Name): Plugin[Name] | undefined {
    return this.plugins.find((plugin) => plugin[name] !== undefined)?.[name];
  }

  /** Calls the hook of every plugin, in the order of its kind. */
  each<Name extends HooksOf<'in order' | 'in reverse'>>(name: Name, ...args: Arguments<Name>): void {
    const found = this.#found(name);
    if (hooks[name].kind === 'in reverse') found.reverse();
    for (const hook of found) hook(...(args as readonly unknown[]));
  }

  /** Gives a value to every plugin's hook in turn, each of which gets what the one before made of it. */
  chain<Name extends HooksOf<'chained'>>(name: Name, ...args: Arguments<Name>): Result<Name> {
    const [value, ...rest] = args as readonly unknown[];
    return this.#found(name).reduce((made, hook) => hook(made, ...rest), value) as Result<Name>;
  }

  /** What the hooks of all plugins that have it return, in order, for the caller to add up or to join. */
  all<Name extends HooksOf<'summed' | 'joined'>>(name: Name, ...args: Arguments<Name>): Result<Name>[] {
    return this.#found(name).map((hook) => hook(...(args as readonly unknown[])) as Result<Name>);
  }

  #found(name: HookName): Hook[] {
    return this.plugins.flatMap((plugin) => (plugin[name] as Hook | undefined) ?? []);
  }

  #refuseTwo(name: HookName): void {
    const owners = this.plugins.filter((plugin) => plugin[name] !== undefined);
    if (owners.length < 2) return;
    const names = owners.map((owner) => `"${owner.name}"`).join(' and ');
    throw new Error(`Plugins ${names} both define ${name}, but a step follows one method: pass one of them.`);
  }
}

/** Refuses plugins whose states a checkpoint could not tell apart. */
function refuseNamesakes(plugins: readonly Plugin[]): void {
  const names = plugins.flatMap(({ name, state }) => (state ? [name] : []));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new Error(`Two plugins named "${twice}" keep a state, but a checkpoint has one place for it: rename one.`);
}
