import type { ClusterFailure } from '../contract/cluster.ts';
import type { Plugin } from '../contract/plugin.ts';
import { hookNames, hooks, type HookShape } from './kinds.ts';
import { checkReturned } from './returned.ts';
import { yielded } from './yielded.ts';

type Hook = (...args: unknown[]) => unknown;

/** The same plugin, whose errors say which plugin and which hook they came from. */
export function attribute(plugin: Plugin): Plugin {
  const guarded: Record<string, unknown> = {};
  for (const hook of hookNames) {
    const found: unknown = plugin[hook];
    if (found !== undefined) guarded[hook] = guards[hooks[hook].shape](found, plugin, hook);
  }
  return guarded as unknown as Plugin;
}

/** How a hook of each shape, found in `owner`, has its errors caught; `hook` is what they call it. */
const guards: Record<HookShape, (found: unknown, owner: Plugin, hook: string) => unknown> = {
  value: (found) => found,
  call: (found, owner, hook) => call(bound(found, owner), owner, hook),
  stream: (found, owner, hook) => stream(bound(found, owner), owner, hook),
  rewriter: (found, owner, hook) => {
    const rewrite = call(bound(found, owner), owner, hook, `${hook} rewritten`);
    return (...args: unknown[]) => call(rewrite(...args) as Hook, owner, hook);
  },
  calls: (found, owner, hook) =>
    Object.fromEntries(
      Object.entries(found as Readonly<Record<string, unknown>>).map(([name, each]) => [
        name,
        typeof each === 'function' ? call(bound(each, found), owner, `${hook}.${name}`) : each,
      ]),
    ),
};

function call(hook: Hook, { name }: Plugin, where: string, what = where): Hook {
  return (...args) => {
    try {
      const result = hook(...args);
      checkReturned(what, result, args);
      return result;
    } catch (error) {
      throw blamed(name, where, error);
    }
  };
}

function stream(hook: Hook, owner: Plugin, where: string): Hook {
  const begin = call(hook, owner, where);
  const guard = (check: Hook): Hook => call(check, owner, where);
  const guarded = function* (given: unknown, args: readonly unknown[]): Generator<unknown, unknown> {
    try {
      return yield* yielded[where]!(given, args, guard);
    } catch (error) {
      throw blamed(owner.name, where, error);
    }
  };
  return (...args) => guarded(begin(...args), args);
}

function bound(hook: unknown, owner: unknown): Hook {
  return (hook as Hook).bind(owner);
}

/** A hook may call those of others, as rewriters of the loss do: the fault is of the innermost. */
class PluginFailure extends Error {}

function blamed(name: string, hook: string, error: unknown): Error {
  // That others are gone is no plugin's fault, and whoever begins processes looks for it as it is.
  if (isOfCluster(error) || error instanceof PluginFailure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new PluginFailure(`Plugin "${name}" failed in ${hook}: ${reason}`, { cause: error });
}

function isOfCluster(error: unknown): error is ClusterFailure {
  return error instanceof Error && 'ofCluster' in error;
}
