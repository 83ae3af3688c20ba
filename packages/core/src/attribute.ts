import type { Plugin } from './plugin.ts';

type Hook = (this: unknown, ...args: unknown[]) => unknown;

/** The same plugin, whose errors say which plugin and which hook they came from. */
export function attribute(plugin: Plugin): Plugin {
  const guarded = Object.entries(Object.getOwnPropertyDescriptors(plugin)).map(([hook, descriptor]) => {
    const call: unknown = descriptor.value;
    if (typeof call !== 'function') return [hook, descriptor] as const;
    const wrap = hook === 'perturb' || hook === 'batches' ? stream : once;
    return [hook, { ...descriptor, value: wrap(plugin.name, hook, call as Hook) }] as const;
  });
  return Object.defineProperties({}, Object.fromEntries(guarded)) as Plugin;
}

function once(name: string, hook: string, call: Hook): Hook {
  return function (...args) {
    try {
      return call.apply(this, args);
    } catch (error) {
      throw blamed(name, hook, error);
    }
  };
}

function stream(name: string, hook: string, call: Hook): Hook {
  return function* (...args): Generator<unknown, unknown> {
    try {
      return yield* call.apply(this, args) as Iterable<unknown>;
    } catch (error) {
      throw blamed(name, hook, error);
    }
  };
}

function blamed(name: string, hook: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`Plugin "${name}" failed in ${hook}: ${reason}`, { cause: error });
}
