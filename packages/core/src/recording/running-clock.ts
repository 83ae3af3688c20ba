import { constant, outsideRecording, Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Clock } from '../contract/clock.ts';
import { at, type Schedule } from '../contract/schedule.ts';

/** A clock for many steps, whose numbers a step that is recorded reads as inputs. */
export class RunningClock implements Clock {
  #index = 0;
  readonly #slots = new Map<Schedule, Slot<tf.Scalar>>();

  /** Sets the clock to a step. */
  set(index: number): void {
    this.#index = index;
    for (const [schedule, slot] of this.#slots) slot.set(tf.scalar(at(schedule, index)));
  }

  /** The schedule's value at the step that the clock is set to. */
  value(schedule: Schedule): tf.Scalar {
    if (typeof schedule === 'number') return constant(schedule);
    const slot = this.#slots.get(schedule) ?? this.#make(schedule);
    return slot.value!;
  }

  /** Frees the numbers. */
  dispose(): void {
    for (const slot of this.#slots.values()) slot.dispose();
    this.#slots.clear();
  }

  #make(schedule: Schedule): Slot<tf.Scalar> {
    const slot = new Slot<tf.Scalar>();
    this.#slots.set(schedule, slot);
    outsideRecording(() => {
      slot.set(tf.scalar(at(schedule, this.#index)));
    });
    return slot;
  }
}
