import { key } from '@advtrain/engine';
import { describe, expect, test } from 'vitest';
import { deepWordBug, neighboursOf, textBuggerLike, type TextAttack, type TextModel } from '../../src/index.ts';
import { editDistance } from '../../src/words/text/edit-distance.ts';

/** What an attack asks about a text of a model that never errs, but likes it less the more words are not as they were. */
async function askedBy(attack: TextAttack, text: string): Promise<readonly string[]> {
  const words = text.split(' ');
  const asked: string[] = [];
  const model: TextModel = {
    classes: 2,
    async logits(texts) {
      asked.push(...texts.map(([each]) => each));
      return texts.map(([each]) => [1000 + words.filter((word) => each.split(' ').includes(word)).length, 0]);
    },
  };
  await attack.run(model, { texts: [text], labels: [0] }, { key: key(2), temperature: 1 });
  return asked.slice(1);
}

describe('DeepWordBug', () => {
  test('tries one exchange, one substitution, one deletion and one insertion for a word', async () => {
    const [unknown, ...candidates] = await askedBy(deepWordBug(), 'abcdefgh');
    expect(unknown).toBe('[UNK]');
    expect(candidates.map(({ length }) => length).sort()).toEqual([7, 8, 8, 9]);
    const [shorter, one, other, longer] = [...candidates].sort((a, b) => a.length - b.length);
    const exchanged = [one!, other!].filter((each) => Array.from(each).sort().join('') === 'abcdefgh');
    expect(exchanged).toHaveLength(1);
    for (const each of [shorter!, longer!]) expect(editDistance('abcdefgh', each, 9)).toBe(1);
  });

  test('edits at most 30 characters in all, and goes that far', async () => {
    const text = Array.from({ length: 45 }, (_, index) => `word${index}`).join(' ');
    const asked = (await askedBy(deepWordBug(), text)).slice(45);
    const distances = asked.map((each) => editDistance(text, each, Infinity));
    expect(Math.max(...distances)).toBe(30);
  });
});

test('TextBugger-like tries a space, a deletion, an exchange, look-alikes, and the 5 nearest words', async () => {
  const near = ['one', 'two', 'three', 'four', 'five', 'six'];
  const [without, ...candidates] = await askedBy(textBuggerLike(neighboursOf({ word: near })), 'word');
  expect(without).toBe('');
  expect(candidates.filter((each) => near.includes(each)).sort()).toEqual(near.slice(0, 5).sort());
  expect(candidates).toContain('wrod');
  expect(candidates.some((each) => ['wrd', 'wod'].includes(each))).toBe(true);
  expect(candidates.some((each) => ['w ord', 'wo rd'].includes(each))).toBe(true);
  expect(candidates.filter((each) => /[^a-z ]/.test(each))).toHaveLength(4);
  expect(candidates).toHaveLength(12);
});
