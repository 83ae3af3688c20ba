import { key } from '@advtrain/engine';
import { describe, expect, test } from 'vitest';
import { neighboursOf, pwws, type TextModel } from '../../src/index.ts';

const table = neighboursOf({ bad: ['dire', 'poor'], dull: ['drab'] });

/** Which word comes first, by margins of the wrong class: had "dull" come first, "poor drab" would be asked about. */
async function first(margins: Readonly<Record<string, number>>, temperature: number): Promise<string> {
  const asked: string[] = [];
  const model: TextModel = {
    classes: 2,
    async logits(texts) {
      asked.push(...texts.map(([text]) => text));
      return texts.map(([text]) => [-margins[text]!, 0]);
    },
  };
  const attack = pwws({ name: 'a table', synonyms: (word) => table.of(word) });
  expect(attack.name).toBe('PWWS with a table on logits');
  await attack.run(model, { texts: ['bad dull'], labels: [0] }, { key: key(1), temperature });
  expect(asked).toContain('dire drab');
  return asked.includes('poor drab') ? 'dull' : 'bad';
}

describe('PWWS on logits weighs words', () => {
  test('by differences to the clean text, so that what hangs on most comes first', async () => {
    const margins = {
      'bad dull': -5,
      '[UNK] dull': -1,
      'bad [UNK]': -4.5,
      'dire dull': -1,
      'poor dull': -3,
      'bad drab': -4,
    };
    expect(await first({ ...margins, 'dire drab': -0.5, 'poor drab': -2 }, 2)).toBe('bad');
  });

  test('at the temperature: by saliency where it is low, and by what candidates gain where it is high', async () => {
    const margins = {
      'bad dull': -5,
      '[UNK] dull': -3,
      'bad [UNK]': -5,
      'dire dull': -4,
      'poor dull': -4.5,
      'bad drab': -2,
    };
    const all = { ...margins, 'dire drab': -1, 'poor drab': -1.5 };
    expect(await first(all, 0.1)).toBe('bad');
    expect(await first(all, 100)).toBe('dull');
  });
});
