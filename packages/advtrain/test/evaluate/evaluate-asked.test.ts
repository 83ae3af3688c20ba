import { UsageError } from '@advtrain/compare';
import { expect, test } from 'vitest';
import { askedAttacks } from '../../src/commands/evaluate/attacks/attack-choice.ts';
import type { GivenNeeds } from '../../src/commands/evaluate/attacks/attack-choice.ts';
import { askedLikeness } from '../../src/commands/evaluate/attacks/likeness.ts';
import type { LikenessFlags } from '../../src/commands/evaluate/attacks/likeness.ts';

test('attacks go by several names, and each is run once', () => {
  expect(askedAttacks('word, pwws,deepwordbug,pgd,words', {})).toEqual(['words', 'characters', 'pgd']);
});

test.each<[string, GivenNeeds, string]>([
  ['bae', {}, '--attacks names bae, which needs a masked language model: name one with --masked-model.'],
  ['pgd', { maskedModel: 'bert' }, '--masked-model is bert, but none of the attacks asks it: name bert-attack or bae.'],
  ['words', { similarity: 'minilm-l6=0.8' }, '--similarity is minilm-l6=0.8, but none of the attacks heeds it'],
  ['words', { recall: true }, '--recall tries every variant by neighbours: name a table of them with --neighbours.'],
  ['pgd', { recall: true, neighbours: 'n.json' }, '--recall is of attacks on texts, but --attacks names none'],
])('attacks %s with %j are refused in a sentence', (names, given, sentence) => {
  expect(() => askedAttacks(names, given)).toThrow(UsageError);
  expect(() => askedAttacks(names, given)).toThrow(sentence);
});

test('a threshold is stated with the encoder, or calibrated on pairs', () => {
  expect(askedLikeness({})).toBeUndefined();
  expect(askedLikeness({ similarity: 'a=b/encoder=0.75' })).toEqual({ encoder: 'a=b/encoder', threshold: 0.75 });
  expect(askedLikeness({ similarity: 'minilm-l6', similarityPairs: 'glue/stsb', falseAccept: 0.05 })).toEqual({
    encoder: 'minilm-l6',
    threshold: { pairs: 'glue/stsb', falseAccepts: 0.05 },
  });
});

test.each<[LikenessFlags, string]>([
  [{ similarity: 'minilm-l6=2' }, '--similarity is minilm-l6=2, but the threshold must be a cosine, from -1 to 1.'],
  [{ similarity: 'minilm-l6=' }, 'the threshold must be a cosine'],
  [{ similarity: 'minilm-l6' }, '--similarity needs a threshold: state one (minilm-l6=0.8), or calibrate it with'],
  [{ similarity: 'minilm-l6=0.5', falseAccept: 0.1 }, 'so that nothing is calibrated: leave out one of both.'],
  [
    { similarity: 'minilm-l6', similarityPairs: 'glue/stsb', falseAccept: 1 },
    '--false-accept is 1, but must be a share',
  ],
  [{ similarity: 'minilm-l6', similarityPairs: 'no.csv' }, '--similarity-pairs is no.csv, but there is no such file'],
  [{ falseAccept: 0.1 }, '--false-accept is for --similarity: name an encoder with it.'],
  [{ similarityPairs: 'glue/stsb' }, '--similarity-pairs is for --similarity: name an encoder with it.'],
])('%j is refused in a sentence', (flags, sentence) => {
  expect(() => askedLikeness(flags)).toThrow(UsageError);
  expect(() => askedLikeness(flags)).toThrow(sentence);
});
