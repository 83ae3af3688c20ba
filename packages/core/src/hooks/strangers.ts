import type { Plugin } from '../contract/plugin.ts';
import { nearestOf } from '../options/nearest.ts';
import { shown } from '../options/shown.ts';
import { hookNames } from './kinds.ts';

/** Refuses what is no plugin, although it may have a name, as a factory that was not called and a method's entry have. */
export function refuseOthers(given: unknown, index: number): void {
  const must = mustBe(given);
  if (must !== undefined) throw new Error(`plugins[${index}] is ${shown(given)}, but must be ${must}.`);
}

function mustBe(given: unknown): string | undefined {
  if (typeof given === 'function') return 'the plugin that it makes: call it, and give what it returns';
  const { name, plugins } = Object(given) as { readonly name?: unknown; readonly plugins?: unknown };
  if (typeof plugins === 'function')
    return `a plugin, which the entry of ${String(name)} is not: give what the method's factory returns, or fit the entry alone`;
  return typeof given === 'object' && typeof name === 'string'
    ? undefined
    : 'a plugin with a name and hooks, as a factory such as natural() returns it';
}

/**
 * Refuses a plugin with a function that is no hook, which would never be called: a name misspelt in JavaScript. What a class
 * adds beside its hooks is its own affair, unless its name is nearly that of a hook.
 */
export function refuseStrangers(plugin: Plugin): void {
  for (const [name, own] of functionsOf(plugin)) {
    if ((hookNames as readonly string[]).includes(name)) continue;
    const [nearest, distance] = nearestOf(name, hookNames) ?? ['', Infinity];
    if (own || distance <= 2)
      throw new Error(
        `Plugin "${plugin.name}" has a function "${name}", which is no hook and would never run: did you mean ${nearest}?`,
      );
  }
}

/** The names of a plugin's functions, and whether they are its own or its class's. */
function functionsOf(plugin: Plugin): readonly (readonly [name: string, own: boolean])[] {
  const found: [string, boolean][] = [];
  let level: object | null = plugin;
  while (level !== null && level !== Object.prototype) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level)))
      if (typeof value === 'function' && name !== 'constructor') found.push([name, level === plugin]);
    level = Object.getPrototypeOf(level) as object | null;
  }
  return found;
}
