import type { Plugin } from '../contract/plugin.ts';
import { hookNames, type HookName } from './kinds.ts';

/** A hook of a plugin, to be called apart from it: plugins may be objects of a class. */
export function bound(plugin: Plugin | undefined, name: HookName): unknown {
  const hook: unknown = plugin?.[name];
  return typeof hook === 'function' ? (hook.bind(plugin) as unknown) : hook;
}

/** The same plugin as a plain object of its hooks. */
export function boundHooks(plugin: Plugin): Plugin {
  return Object.fromEntries(
    hookNames.flatMap((name) => (plugin[name] === undefined ? [] : [[name, bound(plugin, name)]])),
  ) as unknown as Plugin;
}
