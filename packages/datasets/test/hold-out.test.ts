import { describe, expect, test } from 'vitest';
import { holdOut, pick, type Examples } from '../src/index.ts';

const texts = Array.from({ length: 25 }, (_, row) => `text ${row}`);
const examples: Examples = { texts, labels: texts.map((_, row) => row % 2), labelNames: ['no', 'yes'] };

describe('holding out', () => {
  test('takes a share of the examples, the same whatever order they come in', async () => {
    const { train, development } = await holdOut(examples);
    expect(development.texts).toHaveLength(5);
    expect([...train.texts, ...development.texts].sort()).toEqual([...texts].sort());
    expect(development.labels).toEqual(development.texts.map((text) => texts.indexOf(text) % 2));
    const backwards = pick(
      examples,
      texts.map((_, row) => 24 - row),
    );
    expect((await holdOut(backwards)).development).toEqual(development);
  });

  test('takes two at least of a regression, which has a correlation then', async () => {
    const values = { ...pick(examples, [0, 1, 2]), labelNames: [] };
    expect((await holdOut(values)).development.texts).toHaveLength(2);
    expect((await holdOut(pick(examples, [0, 1, 2]))).development.texts).toHaveLength(1);
  });

  test('has copies of a text in one part: development is the next in size that parts none', async () => {
    const copies = (different: number): Examples =>
      pick(
        examples,
        Array.from({ length: 84 }, (_, row) => row % different),
      );
    for (const [different, size] of [
      [12, 14],
      [4, 21],
      [3, 28],
    ] as const) {
      const { train, development } = await holdOut(copies(different));
      expect(development.texts).toHaveLength(size);
      expect(train.texts).toHaveLength(84 - size);
      expect(train.texts.filter((text) => development.texts.includes(text))).toEqual([]);
    }
    await expect(holdOut(copies(1))).rejects.toThrow(
      'There are too few different texts in 84 examples to train on some and measure on others: give more.',
    );
  });

  test('takes no pairs or questions for copies that share their first text alone', async () => {
    const labels = texts.map((_, row) => row % 2);
    const same = { texts: texts.map(() => 'the same'), labels, labelNames: ['no', 'yes'] };
    expect((await holdOut({ ...same, pairs: texts })).development.pairs).toHaveLength(5);
    const choices = texts.map((text) => [text, 'none']);
    expect((await holdOut({ ...same, labelNames: [], choices })).development.choices).toHaveLength(5);
    const copies = await holdOut({ ...same, pairs: texts.map((_, row) => `pair ${row % 5}`) });
    expect(copies.development.pairs).toHaveLength(5);
    expect(new Set(copies.development.pairs).size).toBe(1);
  });

  test.each([
    [{ share: 1 }, 'share is 1, but must be above 0 and below 1.'],
    [{ least: 25 }, 'There are 25 examples, but training and development need at least 26: give more.'],
  ])('refuses %j', async (options, sentence) => {
    await expect(holdOut(examples, options)).rejects.toThrow(sentence);
  });
});
