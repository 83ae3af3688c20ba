import { engine } from '@advtrain/engine';
import { modelTypes } from '@advtrain/models';
import { beforeAll, expect, test } from 'vitest';
import { apart, logitsOf, ownLogits, session, tinyEncoder, tinyTexts, type Changes } from './tiny.ts';

beforeAll(() => engine({ backend: 'cpu' }));

const variants: readonly Changes[] = [
  ...modelTypes.map((model_type) => ({ model_type })),
];

test.each(variants)('%j gives the encoder’s own logits to 1e-5', async (changes) => {
  const model = tinyEncoder(changes);
  const padding = model.config.pad_token_id;
  const opened = await session(model);
  for (const lengths of [[1], [5, 3], [30, 2, 17]]) {
    const texts = tinyTexts(lengths, padding);
    const wanted = ownLogits(model, texts);
    const found = await logitsOf(opened, texts, padding);
    console.log(apart(found, wanted), wanted.slice(0, 3));
    expect(apart(found, wanted)).toBeLessThan(1e-5);
  }
});
