import { readTensorFile, type Model } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { encoder, fitWeights } from '@advtrain/models';
import { beforeAll, describe, expect, test } from 'vitest';
import { calibratedThreshold, cosines, sentenceSimilarity, sentenceVectors } from '../src/index.ts';
import type { SentenceVectors } from '../src/index.ts';

/** Made by reference/masked.py: the mean of the last layer over real tokens, at length 1, in PyTorch. */
async function caseOf(name: string): Promise<{ model: Model; sentences: readonly string[]; expected: number[][] }> {
  const path = new URL(`../../models/test/fixtures/masked/${name}.safetensors`, import.meta.url).pathname;
  const { tensors, metadata } = await readTensorFile(path);
  const file = Object.entries(tensors).filter(([key]) => key.startsWith('file/'));
  const config = JSON.parse(metadata['config']!) as object;
  const { params } = fitWeights(config, Object.fromEntries(file.map(([key, data]) => [key.slice(5), data])));
  const rowsOf = (key: string): number[][] => {
    const { shape, data } = tensors[key]!;
    const width = shape[1]!;
    return Array.from({ length: shape[0]! }, (_, row) =>
      Array.from(data.slice(row * width, (row + 1) * width), Number),
    );
  };
  const mask = rowsOf('input/mask');
  const types = rowsOf('input/types');
  const tokens = rowsOf('input/ids').map((ids, row) =>
    ids.map((id, at) => `${id}:${types[row]![at]}`).filter((_, at) => mask[row]![at] === 1),
  );
  return {
    model: encoder(config, params),
    sentences: tokens.map((each) => each.join(' ')),
    expected: rowsOf('vectors'),
  };
}

/** Sentences of the fixtures are ids with their segments. */
const encode = (texts: readonly string[]) =>
  texts.map((text) => {
    const tokens = text.split(' ').map((token) => token.split(':').map(Number));
    return { ids: tokens.map(([id]) => id!), types: tokens.map(([, type]) => type!) };
  });

beforeAll(() => engine());

describe.each(['bert', 'roberta', 'albert', 'distilbert', 'electra'])('sentences by a tiny %s', (name) => {
  test("are the vectors of sentence-transformers' formula, whatever the batches and their padding", async () => {
    const { model, sentences, expected } = await caseOf(name);
    const padId = name === 'roberta' ? 1 : 0;
    for (const batchSize of [1, 2, 32]) {
      const vectors = sentenceVectors(model, { encode, padId, maxLength: 8, batchSize });
      const found = await vectors.of(sentences);
      expect(found).toHaveLength(expected.length);
      found.forEach((vector, row) => {
        vector.forEach((value, at) => {
          expect(value).toBeCloseTo(expected[row]![at]!, 5);
        });
      });
      vectors.dispose();
    }
  });
});

test('sentences that come again are not computed again, and neither are those that come twice at once', async () => {
  const { model, sentences } = await caseOf('bert');
  const asked: string[] = [];
  const vectors = sentenceVectors(model, {
    padId: 0,
    encode: (texts) => {
      asked.push(...texts);
      return encode(texts);
    },
    most: 2,
  });
  const [first, second, third] = sentences as [string, string, string];
  const before = await vectors.of([first, second, first]);
  expect(await vectors.of([second, first])).toEqual([before[1], before[0]]);
  expect(asked).toEqual([first, second]);
  // There is room for two: what comes beyond takes the place of all.
  await vectors.of([third]);
  await vectors.of([first]);
  expect(asked).toEqual([first, second, third, first]);
});

describe('how alike texts are', () => {
  /** Vectors by hand. */
  const known: Readonly<Record<string, readonly number[]>> = { east: [1, 0], north: [0, 1], northeast: [0.6, 0.8] };
  const vectors: SentenceVectors = {
    of: (texts) => Promise.resolve(texts.map((text) => Float32Array.from(known[text]!))),
    dispose: () => undefined,
  };

  test('is the cosine of each text and the one in its place', async () => {
    const found = await cosines(vectors, ['east', 'east', 'north'], ['north', 'northeast', 'north']);
    expect(found.map((value) => Number(value.toFixed(6)))).toEqual([0, 0.6, 1]);
    const similarity = sentenceSimilarity(vectors, { name: 'by hand', threshold: 0.5 });
    expect([similarity.name, similarity.threshold]).toEqual(['by hand', 0.5]);
    expect(await similarity.similar(['north'], ['east'])).toEqual([0]);
    expect(() => sentenceSimilarity(vectors, { name: 'by hand', threshold: 2 })).toThrow('threshold is 2, but must be');
  });
});

describe('a calibrated threshold', () => {
  const pair = (similarity: number, same: boolean) => ({ similarity, same });
  const pairs = [
    pair(0.95, true),
    pair(0.9, true),
    pair(0.85, false),
    pair(0.8, true),
    pair(0.8, false),
    pair(0.7, true),
    pair(0.3, false),
    pair(0.1, false),
  ];

  test('is the best in balanced accuracy, of equals the highest', () => {
    expect(calibratedThreshold(pairs)).toEqual({
      threshold: 0.9,
      same: 4,
      different: 4,
      accepts: 0.5,
      falseAccepts: 0,
    });
    const apart = [pair(0.9, true), pair(0.5, true), pair(0.4, false)];
    expect(calibratedThreshold(apart)).toMatchObject({ threshold: 0.5, accepts: 1, falseAccepts: 0 });
  });

  test('lets at most a share of the different pairs pass, those of one similarity together', () => {
    expect(calibratedThreshold(pairs, { falseAccepts: 0 })).toMatchObject({ threshold: 0.9 });
    // At 0.85 nothing is gained, and at 0.8 a same and a different pair come in together.
    expect(calibratedThreshold(pairs, { falseAccepts: 0.49 })).toMatchObject({ threshold: 0.9, falseAccepts: 0 });
    expect(calibratedThreshold(pairs, { falseAccepts: 0.5 })).toMatchObject({ threshold: 0.7, accepts: 1 });
  });

  test('is refused where there is none', () => {
    expect(() => calibratedThreshold(pairs.filter(({ same }) => same))).toThrow(
      'There are 4 pairs of the same meaning and 0 of different ones',
    );
    expect(() => calibratedThreshold([pair(0.9, false), pair(0.5, true)], { falseAccepts: 0.5 })).toThrow(
      'No threshold lets the same pass and at most 0.5 of the different pairs',
    );
    expect(() => calibratedThreshold(pairs, { falseAccepts: 2 })).toThrow('falseAccepts is 2, but must be a share');
  });
});
