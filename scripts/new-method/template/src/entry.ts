import { ballFor, ballOptions } from '@advtrain/attacks';
import { defineMethod } from '@advtrain/core';
import { newMethod, newMethodUnits } from './new-method.ts';

/** What there is to know of {@link newMethod}. */
export const newMethodEntry = defineMethod({
  name: 'new-method',
  title: 'new-method',
  package: '@advtrain/new-method',
  about: 'one round at a random point of the ball',
  options: {
    start: ballOptions.start,
    radius: ballOptions.radius,
  },
  cost: '3 units a batch',
  units: (_, { model }) => newMethodUnits(model),
  plugins: ({ start, radius }, subject) => [newMethod({ ball: ballFor(subject, { stepSize: 0, start, radius }) })],
});
