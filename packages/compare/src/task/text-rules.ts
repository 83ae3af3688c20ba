import { aFunction, aText, needed, oneOf, thing, wholeFrom } from '@advtrain/core';

const examples = needed(thing('examples: { texts, labels, labelNames }', 'texts', 'labels', 'labelNames'));

/** What options of `textTask` must be. */
export const textRules = {
  title: needed(aText),
  train: examples,
  trainSize: wholeFrom(1),
  streamed: thing('examples that are read as they are needed', 'groups', 'examples', 'encode', 'fingerprint'),
  development: examples,
  developmentTitle: aText,
  others: thing('an array of sets: [{ id, examples }]', 'length', 'map'),
  unlabelled: thing('examples by the names of their sets'),
  kind: oneOf('classification', 'regression', 'multiple-choice', 'token-classification', 'question-answering'),
  metrics: thing('an array of metrics', 'length', 'map'),
  model: needed(thing('a model to start from: { title, fresh }', 'title', 'fresh')),
  encode: needed(aFunction('examples')),
  vocabulary: thing('a tokenizer', 'encode', 'decode'),
  padId: needed(wholeFrom(0)),
  maxLength: wholeFrom(1),
  maxAnswerLength: wholeFrom(1),
  notes: thing('an array of sentences', 'length', 'map'),
  settings: thing('settings by their names'),
};
