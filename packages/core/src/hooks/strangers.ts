import type { Plugin } from '../contract/plugin.ts';
import { nearestOf } from '../options/nearest.ts';
import { hookNames } from './kinds.ts';

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
