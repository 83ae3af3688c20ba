import * as tf from '@tensorflow/tfjs-core';

/** The part of TensorFlow.js that looks for a backend when the first operation needs one. */
interface Chooser {
  registryFactory: Readonly<Record<string, unknown>>;
  initializeBackendsAndReturnBest?: (() => { readonly name: string; readonly asyncInit: boolean }) | undefined;
}

/**
 * Lets the first operation of a program that has not called `engine()` say so, in place of TensorFlow.js's "No backend found in
 * registry." Whatever has a backend is as it was.
 */
export function remindOfEngine(): void {
  const chooser = tf.engine() as unknown as Chooser;
  const choose = chooser.initializeBackendsAndReturnBest?.bind(chooser);
  if (!choose) return;
  chooser.initializeBackendsAndReturnBest = () => {
    if (Object.keys(chooser.registryFactory).length === 0)
      throw new Error("Nothing is there to compute on yet: call `await engine()` of '@advtrain/engine' first.");
    return choose();
  };
}
