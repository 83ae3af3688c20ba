import type { Plugin } from '../contract/plugin.ts';

/** An observer that stops a run whose loss is no longer a number. Reads the losses once a step. */
export function failureWatch(): Plugin {
  return {
    name: 'failure watch',
    afterStep: ({ index, losses }) => {
      const broken = losses().find((loss) => !Number.isFinite(loss));
      if (broken !== undefined)
        throw new Error(`the loss of step ${index} is ${broken}: lower the learning rate or the attack's step size.`);
    },
  };
}
