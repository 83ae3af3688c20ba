import * as tf from '@tensorflow/tfjs-core';
import type { Plugin, Tensors } from '../contract/plugin.ts';
import { at } from '../contract/schedule.ts';
import { attribute } from './attribute.ts';
import { bound } from './bound.ts';
import { hookNames, hooks, type HookKind } from './kinds.ts';
import { unitsOfPlugins } from './units.ts';

type Hook = (...args: unknown[]) => unknown;
type State = NonNullable<Plugin['state']>;

/**
 * A plugin around another, all of whose hooks it keeps; `outer` says what is otherwise. `perturb`, `rounds` and `replays`
 * take the place of the inner plugin's; every other hook joins the inner's as those of two plugins of a run do, the inner's
 * first. `units` are what it adds to the inner plugin's, or to natural training's where there is none. A checkpoint keeps
 * the states of both under the wrapping plugin's name; an error has the name of the one whose it is.
 *
 * @param inner the plugin inside; `undefined` is natural training.
 * @param outer its name, and the hooks that are otherwise.
 */
export function wrapped(inner: Plugin | undefined, outer: Plugin): Plugin {
  const both: Record<string, unknown> = {};
  const guarded = inner && attribute(inner);
  for (const name of hookNames) {
    const first: unknown = guarded?.[name];
    const second = bound(outer, name);
    const joined = first && second ? joins[hooks[name].kind](first as Hook, second as Hook) : (second ?? first);
    if (joined !== undefined) both[name] = joined;
  }
  const plugin = { ...(both as unknown as Plugin), units: unitsOf(inner, outer) };
  return inner?.state && outer.state ? { ...plugin, state: stateOf(inner.state, outer.state) } : plugin;
}

/** How a hook of the inner plugin and the same of the outer one make one. */
const joins: Record<HookKind, (first: Hook, second: Hook) => Hook> = {
  exclusive: (_, second) => second,
  apart: (_, second) => second,
  chained: (first, second) => {
    return (value, ...rest) => second(first(value, ...rest), ...rest);
  },
  summed: (first, second) => {
    return (...args) => tf.add(first(...args) as tf.Scalar, second(...args) as tf.Scalar);
  },
  joined: (first, second) => {
    return (...args) => [first(...args), second(...args)].join('|');
  },
  'in order': (first, second) => {
    return (...args) => {
      first(...args);
      second(...args);
    };
  },
  'in reverse': (first, second) => {
    return () => {
      second();
      first();
    };
  },
};

function unitsOf(inner: Plugin | undefined, outer: Plugin): NonNullable<Plugin['units']> {
  return (model, rounds, index) => {
    const method = inner?.perturb ?? outer.perturb;
    if (!method) return (inner?.units?.(model, rounds, index) ?? 0) + (outer.units?.(model, rounds, index) ?? 0);
    const within = at(inner?.rounds ?? 1, index);
    return unitsOfPlugins(inner ? [inner] : [], model, index) + (outer.units?.(model, within, index) ?? 0);
  };
}

function stateOf(inner: State, outer: State): State {
  return {
    save: () => ({ ...prefixed('inner.', inner.save()), ...prefixed('outer.', outer.save()) }),
    load: (tensors) => {
      inner.load(stripped('inner.', tensors));
      outer.load(stripped('outer.', tensors));
    },
  };
}

function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

function stripped(prefix: string, tensors: Tensors): Tensors {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
