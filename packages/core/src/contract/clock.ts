import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { at, type Schedule } from './schedule.ts';

/** Where numbers that vary from step to step come from. */
export interface Clock {
  /**
   * The schedule's value at this step, as a scalar; the same tensor however often it is asked for.
   *
   * @param schedule a constant, or a function of the steps taken.
   */
  value(schedule: Schedule): tf.Scalar;
}

/**
 * The clock of a single step, `index` steps after the first. Use it inside one `tf.tidy`.
 *
 * @param index the optimizer steps taken before it, from 0 on.
 */
export function clockAt(index: number): Clock {
  const values = new Map<Schedule, tf.Scalar>();
  return {
    value: (schedule) => {
      if (typeof schedule === 'number') return constant(schedule);
      const known = values.get(schedule);
      if (known && !known.isDisposed) return known;
      const made = tf.scalar(at(schedule, index));
      values.set(schedule, made);
      return made;
    },
  };
}
