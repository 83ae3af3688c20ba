import type { Objective, Step } from '@advtrain/core';
import type { Key } from '@advtrain/engine';

/** A step whose dropout masks can be exchanged for a while, also in objectives that hold on to it. */
export interface Exchangeable {
  readonly step: Step;
  /** Computes something with the masks of another key; those of passes that name a key of their own stay. */
  withMasks<T>(key: Key, compute: () => T): T;
}

/** The same step, made {@link Exchangeable}. */
export function exchangeable(step: Step): Exchangeable {
  let view = step;
  const objective: Objective = (delta) => view.objective(delta);
  return {
    step: new Proxy(step, {
      get: (_, name) => {
        if (name === 'objective') return objective;
        const value: unknown = Reflect.get(view, name, view);
        return typeof value === 'function' ? (value.bind(view) as unknown) : value;
      },
    }),
    withMasks: (key, compute) => {
      view = step.with({ key });
      try {
        return compute();
      } finally {
        view = step;
      }
    },
  };
}
