import { UsageError } from '@advtrain/compare';
import { expect, test } from 'vitest';
import { resolve } from '../../src/settings/resolve.ts';
import { trainedPart } from '../../src/settings/trained-part.ts';

test('reads adapters with their defaults and names joined by +', () => {
  expect(trainedPart({})).toEqual({});
  expect(trainedPart({ lora: 'alpha=16' })).toEqual({ lora: { r: 8, alpha: 16 } });
  expect(
    trainedPart({ lora: 'r=4,alpha=0.5,dropout=.05,target=query+output.dense,whole=classifier,scaling=sqrt-r' }),
  ).toEqual({
    lora: {
      r: 4,
      alpha: 0.5,
      dropout: 0.05,
      target: ['query', 'output.dense'],
      trainWhole: ['classifier'],
      rankStabilised: true,
    },
  });
  expect(trainedPart({ lora: 'target=all-linear,whole=none' })).toEqual({
    lora: { r: 8, target: 'all-linear', trainWhole: [] },
  });
});

test('reads what is frozen', () => {
  expect(trainedPart({ freeze: 'embeddings' })).toEqual({ freeze: 'embeddings' });
  expect(trainedPart({ freeze: 'blocks=6' })).toEqual({ freeze: { blocks: 6 } });
  expect(trainedPart({ freeze: 'all-but-head' })).toEqual({ freeze: 'all-but-head' });
});

test.each([
  [{ lora: 'r=0' }, "lora's r is 0, but must be a whole number of at least 1."],
  [{ lora: 'alpha=-1' }, "lora's alpha is -1, but must be a number above 0."],
  [{ lora: 'dropout=1' }, "lora's dropout is 1, but must be a number in [0, 1)."],
  [{ lora: 'scaling=2' }, "lora's scaling is 2, but must be r or sqrt-r."],
  [
    { lora: 'rank=2' },
    'lora is "rank=2", but must look like r=8,alpha=16,dropout=0.05,target=query+value; there are r, alpha, dropout, target, whole, scaling.',
  ],
  [{ lora: 'r=2,r=3' }, 'lora names r twice; name it once.'],
  [
    { freeze: 'blocks=0' },
    'freeze is "blocks=0", but must be embeddings, blocks=… with how many of the first (the embeddings with them), or all-but-head.',
  ],
  [
    { lora: 'r=2', freeze: 'embeddings' },
    'freeze and lora are both given, but LoRA freezes all that it does not train; give one of them.',
  ],
])('refuses %o', (settings, sentence) => {
  expect(() => resolve(settings)).toThrow(new UsageError(sentence));
});
