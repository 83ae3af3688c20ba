import { defineMethod, naturalEntry } from '@advtrain/core';

/** Ordinary training for as long as the dearest method of a comparison pays for: the fair control. */
export const naturalMatchedEntry = defineMethod({
  ...naturalEntry,
  name: 'natural-matched',
  title: 'natural, matched',
  about:
    'ordinary training for as many units as the dearest method here: more steps, the same schedule stretched; ' +
    'the fair control',
  cost: 'as much as the dearest method',
  matched: true,
});
