import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTensorFile } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { load } from '@advtrain/models';
import { AutoModelForSequenceClassification, AutoTokenizer, env } from '@huggingface/transformers';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Evidence } from '../../src/commands/harden/evidence/evidence.ts';
import { advtrain } from '../advtrain.ts';
import { tinyClassifier } from '../tiny-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-holds-more-'));
const at = (...names: readonly string[]) => join(folder, ...names);
const letters = Array.from('bcdfghkp');

/** A word tells the class alone, which natural training relies on; of others, each of them rare, three tell it too. */
function textOf(row: number): string {
  const turn = Math.floor(row / 2);
  const rare = [turn, 3 * turn + 1, 5 * turn + Math.floor(turn / 8)].map(
    (place) => `${row % 2 === 0 ? 'ma' : 'lo'}${letters[place % 8]!}`,
  );
  return `${row % 2 === 0 ? 'alpha' : 'omega'} ${rare.join(' ')} number${row % 7}`;
}

function writeRows(name: string, from: number, count: number): void {
  const rows = Array.from({ length: count }, (_, i) => `${textOf(from + i)},${(from + i) % 2 === 0 ? 'good' : 'bad'}`);
  writeFileSync(at(name), `text,label\n${rows.join('\n')}\n`);
}

/** What the model of a folder says of some texts. */
async function ownLogits(path: string, texts: readonly string[]): Promise<readonly number[]> {
  const { model, tokenizer } = await load(path);
  const rows = texts.map((text) => tokenizer.encode(text));
  const logits = rows.flatMap(({ ids }) =>
    tf.tidy(() => {
      const inputs = { values: tf.tensor2d([...ids], [1, ids.length], 'int32'), mask: tf.ones([1, ids.length]) };
      const stem = model.stem(model.params, model.embed(model.params, inputs), inputs);
      return [...model.trunk(model.params, stem, inputs).dataSync()];
    }),
  );
  model.dispose();
  return logits;
}

/** What transformers.js says of them with the model of a folder in that of the test. */
async function exportedLogits(name: string, texts: readonly string[]): Promise<readonly number[]> {
  env.allowRemoteModels = false;
  env.localModelPath = folder;
  const tokenize = await AutoTokenizer.from_pretrained(name);
  const model = await AutoModelForSequenceClassification.from_pretrained(name, { dtype: 'fp32' });
  const { logits } = (await model(tokenize([...texts], { padding: true }))) as { logits: { data: Float32Array } };
  return [...logits.data];
}

beforeAll(async () => {
  await engine({ backend: 'cpu' });
  writeRows('train.csv', 0, 240);
  writeRows('dev.csv', 1000, 160);
  writeFileSync(at('neighbours.json'), JSON.stringify({ alpha: ['omega'], omega: ['alpha'] }));
  await tinyClassifier({ data: at('train.csv'), folder });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('advtrain harden gives what was picked where it holds more, as a folder and as ONNX, with a card and texts that it holds', async () => {
  const files = ['--data', at('train.csv'), '--dev', at('dev.csv'), '--neighbours', at('neighbours.json')];
  const training = ['--methods', 'a2t', '--budget', 'units=900', '--batch-size', '8', '--learning-rate', '3e-3'];
  const measuring = ['--max-length', '16', '--examples', '60', '--queries', '5', '--steps', '2', '--backend', 'wasm'];
  const out = ['--out', at('out'), '--quiet'];
  const ended = await advtrain(['harden', '--model', at('model'), ...files, ...training, ...measuring, ...out]);
  expect(ended).toMatchObject({ code: 0, err: '' });
  const evidence = JSON.parse(readFileSync(at('out', 'evidence.json'), 'utf8')) as Evidence;
  const { given, pick, against, trained } = evidence;
  expect(against?.holds).toBe(true);
  expect(given).toEqual({ name: pick.name, title: pick.title, isControl: false });
  expect(ended.out).toMatch(/^The folder model holds (an average of two models|a model that was hardened with)/m);

  const own = trained.find(({ name }) => name === given.name)!;
  const inFolder = (kept: string, name: string) =>
    at(
      'out',
      kept,
      readdirSync(at('out', kept)).find((each) => each.startsWith(`${name}-`) && !each.endsWith('.json'))!,
    );
  const models = join('training', 'models');
  const picked = inFolder(own.averageOf === undefined ? models : 'averages', given.name);
  const weights = async (path: string) => (await readTensorFile(join(path, 'model.safetensors'))).tensors;
  expect(await weights(at('out', 'model'))).toEqual(await weights(picked));
  const texts = [textOf(1000), textOf(1001), textOf(1004).replace('alpha', 'omega'), 'alpha lob'];
  const logits = await ownLogits(picked, texts);
  expect(await ownLogits(at('out', 'model'), texts)).toEqual(logits);
  const exported = await exportedLogits(join('out', 'onnx'), texts);
  expect(exported).toHaveLength(logits.length);
  for (const [place, value] of exported.entries()) expect(value).toBeCloseTo(logits[place]!, 3);
  const natural = await ownLogits(inFolder(models, 'natural-matched'), texts);
  expect(Math.max(...natural.map((value, place) => Math.abs(value - logits[place]!)))).toBeGreaterThan(0.1);

  const card = readFileSync(at('out', 'model', 'README.md'), 'utf8');
  expect(card).toContain(`hardened with ${given.title}`);
  expect(card).toContain(`- "${given.name}"`);
  expect(card).not.toContain(folder);
  const page = readFileSync(at('out', 'evidence.html'), 'utf8');
  expect(page).toContain(`<h1>Hardened with ${given.title}</h1>`);
  expect(page).toContain('Broken before, and hold now');
});
