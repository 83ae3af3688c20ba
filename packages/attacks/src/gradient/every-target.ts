import type { Paper } from '@advtrain/core';
import { wholeNumber } from '@advtrain/core';
import { fold } from '@advtrain/engine';
import { strongest } from '../attack/strongest.ts';
import { look } from './driving/look.ts';
import type { GradientAttack } from './driving/gradient-attack.ts';

/**
 * A targeted attack towards each of the `most` likeliest other classes in turn, or towards all where there are fewer: each on what
 * still stands, and with draws of its own.
 */
export function everyTarget(
  name: string,
  paper: Paper,
  most: number,
  towards: (target: number) => GradientAttack,
): GradientAttack {
  wholeNumber('targets', most, 1);
  const one = towards(0);
  const apart = (target: number): GradientAttack => {
    const attack = towards(target);
    return {
      ...attack,
      run: (model, set, options) => attack.run(model, set, { ...options, key: fold(options.key, `target ${target}`) }),
    };
  };
  const count = (classes: number): number => Math.max(Math.min(most, classes - 1), 1);
  const all = (classes: number): GradientAttack =>
    strongest(
      Array.from({ length: count(classes) }, (_, target) => apart(target)),
      name,
    );
  return {
    ...one,
    name,
    paper,
    cost: (classes) => all(classes).cost(classes),
    async run(model, set, options) {
      const clean = options.clean ?? (await look(model, set, options));
      const [logits] = clean.logits.values();
      return await all(logits?.length ?? 2).run(model, set, { ...options, clean });
    },
  };
}
