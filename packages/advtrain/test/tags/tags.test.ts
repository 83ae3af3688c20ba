import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '@advtrain/compare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';
import { served } from '../served.ts';
import { tinyClassifier } from '../tiny-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-tags-'));
const at = (name: string) => join(folder, name);

/** Sentences whose tags a tiny model learns, in CoNLL's columns. */
function conll(sentences: number): string {
  const people = ['Anna', 'Bob', 'Carl'];
  const places = ['Paris', 'Rome', 'Oslo'];
  const lines = Array.from({ length: sentences }, (_, row) => {
    const person = people[(row >> 1) % 3]!;
    const place = places[Math.floor(row / 6) % 3]!;
    return row % 2
      ? `${person} NNP B-PER\nlives VB O\nin IN O\nNew NNP B-LOC\n${place} NNP I-LOC\n. . O\n`
      : `It PRP O\nrains VB O\nin IN O\n${place} NNP B-LOC\n`;
  });
  return `-DOCSTART- -X- O\n\n${lines.join('\n')}`;
}

const quick = ['--backend', 'wasm', '--quiet'];
let model = '';

beforeAll(async () => {
  writeFileSync(at('train.conll'), conll(90));
  writeFileSync(at('dev.conll'), conll(12));
  model = await tinyClassifier({ data: at('train.conll'), folder });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a model that tags words', () => {
  test('is trained from CoNLL’s columns, and saved under the names that transformers knows', () => {
    expect(JSON.parse(readFileSync(join(model, 'config.json'), 'utf8'))).toMatchObject({
      architectures: ['BertForTokenClassification'],
      id2label: { 0: 'B-LOC', 1: 'B-PER', 2: 'I-LOC', 3: 'O' },
    });
  });

  test('gives every word its tag, and names entities in JSON', async () => {
    const text = ['predict', model, '--text', 'Bob lives in New Rome.', ...quick];
    const { out, err } = await advtrain(text);
    expect(err).toBe('');
    expect(out).toBe('Bob\tB-PER\nlives\tO\nin\tO\nNew\tB-LOC\nRome\tI-LOC\n.\tO\n\n');
    const { entities } = JSON.parse((await advtrain([...text, '--json'])).out) as { entities: object[] };
    expect(entities).toEqual([
      { type: 'PER', text: 'Bob', first: 0, last: 0 },
      { type: 'LOC', text: 'New Rome', first: 3, last: 4 },
    ]);
  });

  test('tags the words of a file as the file divides them, and says which it cannot read', async () => {
    writeFileSync(at('words.conll'), 'It\nrains\nin\nRome\n\nAnna\nlives\nin\nNew\nOslo\n.\n');
    const { out, err } = await advtrain([
      'predict',
      model,
      '--data',
      at('words.conll'),
      '--max-length',
      '6',
      ...quick.slice(0, 2),
    ]);
    expect(out).toBe(
      'It\tO\nrains\tO\nin\tO\nRome\tB-LOC\n\nAnna\tB-PER\nlives\tO\nin\tO\nNew\tB-LOC\nOslo\t\n.\t\n\n',
    );
    expect(err).toContain(
      '1 sentence has words without a tag: those beyond 6 tokens, and those of which the tokenizer makes no token.',
    );
  });

  test('is evaluated by its entities, and attacked where no word changes', async () => {
    const out = at('evaluation');
    const args = ['evaluate', model, '--data', at('dev.conll'), '--radii', '1%,400%', '--steps', '3', '--out', out];
    const asked = ['--fail-under', 'entity-f1>=1'];
    const { code, out: said, err } = await advtrain([...args, ...asked, ...quick]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(said).toContain('The sentences whose tags are all right, in percent');
    expect(said).toMatch(/entity-f1 +100\.0 \(95 %: 100\.0–100\.0\)/);
    expect(said).toMatch(/entity-f1 PER +100\.0/);
    const { models } = JSON.parse(readFileSync(join(out, 'evaluation.json'), 'utf8')) as {
      models: { accuracy: number; attacks: { held: number[] }[] }[];
    };
    const [{ accuracy, attacks } = { accuracy: 0, attacks: [] }] = models;
    expect(accuracy).toBe(1);
    expect(attacks.map(({ held }) => held.every(Boolean))).toEqual([true, false]);
  });

  test('is evaluated on sentences without an entity, word by word', async () => {
    const sentences = readFileSync(at('dev.conll'), 'utf8').trimEnd().split(/\n\n/);
    const without = sentences.map((sentence) =>
      sentence
        .split('\n')
        .filter((line) => line.endsWith(' O'))
        .join('\n'),
    );
    writeFileSync(at('without.conll'), without.filter((sentence) => sentence !== '').join('\n\n'));
    const args = ['evaluate', model, '--data', at('without.conll'), '--attacks', 'pgd', '--steps', '1'];
    const { code, out, err } = await advtrain([...args, '--out', at('without'), ...quick]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/token-accuracy +100\.0/);
  });

  test.each([
    [['evaluate', '--attacks', 'words'], '--attacks names words, which edits texts, but the words of'],
    [['evaluate', '--fail-under', 'exact-match>=0.5'], '--fail-under names exact-match>=0.5, which is of answers, but'],
    [['serve', '--port', '0', '--unanswerable'], '--unanswerable is about questions with passages, but'],
    [
      ['predict', '--question', 'Who?', '--context', 'Anna.'],
      '--question asks for answers in passages, but the model tags',
    ],
    [
      ['predict', '--text', 'It', '--pair', 'rains'],
      '--pair is about pairs of texts, but the model tags words of single ones',
    ],
  ])('is not asked for what it cannot give: %j', async ([command = '', ...flags], sentence) => {
    const data = command === 'evaluate' ? ['--data', at('dev.conll'), '--out', at('none')] : [];
    const { code, err } = await advtrain([command, model, ...flags, ...data, ...quick]);
    expect(code).not.toBe(0);
    expect(err).toContain(sentence);
  });

  test('is served, with texts that it divides into words and with words', async () => {
    const service = await served([model, '--backend', 'wasm']);
    const { content } = await service.ask('/tag', { texts: ['Bob lives in New Rome.', ''] });
    const words = ['Bob', 'lives', 'in', 'New', 'Rome', '.'];
    const entities = [
      { type: 'PER', text: 'Bob', first: 0, last: 0 },
      { type: 'LOC', text: 'New Rome', first: 3, last: 4 },
    ];
    const tagged = { words, tags: ['B-PER', 'O', 'O', 'B-LOC', 'I-LOC', 'O'], entities };
    expect(content).toEqual({ answers: [tagged, { words: [], tags: [], entities: [] }] });
    expect((await service.ask('/tag', { words: [words] })).content).toEqual({ answers: [tagged] });
    expect(await service.ask('/tag', { words: ['Bob'] })).toMatchObject({ status: 400 });
    expect((await service.stop()).code).toBe(0);
  });

  test('is written as ONNX with a score for each tag of each token', async () => {
    const { code, out } = await advtrain(['export', model, '--out', at('onnx'), '--quiet']);
    expect({ code, out }).toMatchObject({ code: 0 });
    expect(out).toContain('onnx/model.onnx');
  });
});

describe('training on tagged words', () => {
  const train = (...args: readonly string[]) =>
    advtrain([
      'train',
      '--model',
      'tiny-bert',
      '--config',
      at('tiny-classifier.json'),
      '--out',
      at('other'),
      ...quick,
      '--method',
      'natural',
      ...args,
    ]);

  test('takes JSON lines with numbers for tags, measures F1 of entities, and says what is cut off', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => {
      const words = ['Anna', 'lives', 'in', row % 2 ? 'Rome' : 'Oslo', 'today'];
      return { tokens: words, ner_tags: [1, 0, 0, 2, 0] };
    });
    writeFileSync(at('ids.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
    const ids = ['--data', at('ids.jsonl'), '--epochs', '1', '--max-length', '6'];
    const { code, out, err } = await advtrain([
      ...[
        'train',
        '--model',
        'tiny-bert',
        '--config',
        at('tiny-classifier.json'),
        '--out',
        at('ids'),
        '--backend',
        'wasm',
      ],
      ...[...ids, '--tag-names', 'O,B-PER,B-LOC', '--json', '--method', 'freelb'],
    ]);
    expect(code).toBe(0);
    const { scores, robust } = JSON.parse(out) as RunResult;
    expect(Object.keys(scores!['development']!)).toEqual([
      'entity-f1',
      'entity-precision',
      'entity-recall',
      'token-accuracy',
    ]);
    expect(robust.map(({ radius }) => radius)).toEqual([0, 0.1]);
    expect(err).toContain(
      '20 of 20 sentences are longer than 6 tokens: their last words, 20 in all, are neither trained on nor measured',
    );
    expect((await train(...ids)).err).toContain('line 1: its tags are numbers, so their names must be given in order');
  });

  test.each([
    [
      ['--method', 'ascc'],
      'because it puts words in the place of others, under which the one class of a text stays right',
    ],
    [['--stream'], '--stream reads texts one by one, but'],
    [['--regression', '--tags'], '--regression is about values, but words have tags; leave out one of them.'],
    [['--tag-names', 'O'], '--tag-names is "O", but must be two or more names, such as O,B-PER,I-PER.'],
  ])('refuses %j in a sentence', async (flags, sentence) => {
    const { code, err } = await train('--data', at('train.conll'), ...flags);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});
