import { describe, expect, test } from 'vitest';
import { cutAt } from '../../src/loading/cut.ts';

const of = (...lengths: readonly number[]) => lengths.map((length) => ({ ids: Array.from({ length }, () => 1) }));
const texts = (size: number) => {
  const all = Array.from({ length: size }, () => 'a film');
  return { texts: all, labels: all.map(() => 0), labelNames: ['one'] };
};

describe('what is cut off', () => {
  test('is said of all sets together, in one sentence', () => {
    const cut = cutAt(8);
    cut.see(texts(3), of(8, 7, 8));
    cut.see(texts(2), of(8, 2));
    expect(cut.notes()).toEqual([
      '3 of 5 texts fill all 8 tokens that one may have: what follows is cut off, neither trained on nor measured (--max-length).',
    ]);
  });

  test('is nothing where no text is that long', () => {
    const cut = cutAt(9);
    cut.see(texts(3), of(8, 7, 8));
    expect(cut.notes()).toEqual([]);
  });

  test('is a question where one of its choices is, and no passage, which windows read whole', () => {
    const cut = cutAt(8);
    cut.see({ ...texts(2), choices: [['a'], ['b']] }, [of(4, 8), of(4, 5)]);
    const answers = [{ texts: ['film'], starts: [2] }];
    cut.see({ ...texts(1), answers }, of(8, 8, 8));
    expect(cut.notes()).toEqual([expect.stringMatching(/^1 of 2 texts fill all 8 tokens/)]);
  });
});
