import { aFunction, thing } from '@advtrain/core';

/** What an option that is a `Ball` must be. */
export const aBall = thing('a ball such as l2({ radius, stepSize })', 'stepSize', 'start', 'direction', 'project');

/** What an option that is a `Noise` must be. */
export const aNoise = aFunction('the site, such as normalNoise(0.001)');

/** What an option that is a `LogitObjective` must be. */
export const anObjective = thing('an objective such as margin', 'name', 'needs');

/** What an option that is `Substitutes` must be. */
export const someSubstitutes = thing('substitutesOf(neighbours, tokenizer)', 'ids', 'most');
