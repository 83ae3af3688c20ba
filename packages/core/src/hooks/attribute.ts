import type { Plugin } from '../contract/plugin.ts';

type Hook = (this: unknown, ...args: unknown[]) => unknown;

const streams = ['batches', 'perturb'] as const;
const calls = ['beforeStep', 'penalty', 'accumulate', 'afterStep', 'onPass', 'phase', 'units', 'dispose'] as const;

/** The same plugin, whose errors say which plugin and which hook they came from. */
export function attribute(plugin: Plugin): Plugin {
  const { name, replays, state } = plugin;
  const guarded = [...streams, ...calls].flatMap((hook) => {
    const call = plugin[hook] as Hook | undefined;
    if (!call) return [];
    const wrap = streams.some((each) => each === hook) ? stream : once;
    return [[hook, wrap(name, hook, call.bind(plugin))] as const];
  });
  return {
    name,
    ...(replays !== undefined && { replays }),
    ...(Object.fromEntries(guarded) as Omit<Plugin, 'name'>),
    ...(state && {
      state: {
        save: once(name, 'state.save', state.save.bind(state)) as typeof state.save,
        load: once(name, 'state.load', state.load.bind(state) as Hook),
      },
    }),
  };
}

function once(name: string, hook: string, call: Hook): Hook {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      throw blamed(name, hook, error);
    }
  };
}

function stream(name: string, hook: string, call: Hook): Hook {
  return function* (...args): Generator<unknown, unknown> {
    try {
      return yield* call(...args) as Iterable<unknown, unknown>;
    } catch (error) {
      throw blamed(name, hook, error);
    }
  };
}

function blamed(name: string, hook: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`Plugin "${name}" failed in ${hook}: ${reason}`, { cause: error });
}
