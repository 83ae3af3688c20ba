import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { at, type Schedule } from './schedule.ts';

/**
 * Where numbers that vary from step to step come from. One place, so that a step that is recorded can take them as
 * inputs. Lives inside one `tf.tidy`.
 */
export class Clock {
  /** Optimizer steps taken before this one. */
  readonly index: number;
  readonly #values = new Map<Schedule, tf.Scalar>();

  constructor(index: number) {
    this.index = index;
  }

  /** The schedule's value at this step, as a scalar; the same tensor however often it is asked for. */
  value(schedule: Schedule): tf.Scalar {
    if (typeof schedule === 'number') return constant(schedule);
    const known = this.#values.get(schedule);
    if (known && !known.isDisposed) return known;
    const made = tf.scalar(at(schedule, this.index));
    this.#values.set(schedule, made);
    return made;
  }
}
