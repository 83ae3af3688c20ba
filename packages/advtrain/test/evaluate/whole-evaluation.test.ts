import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors } from '@advtrain/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Evaluation } from '../../src/commands/evaluate/results.ts';
import { advtrain } from '../advtrain.ts';
import { tinyClassifier } from '../tiny-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-whole-evaluation-'));
const at = (name: string) => join(folder, name);
const words = { positive: ['good', 'great', 'fine', 'lovely'], negative: ['bad', 'awful', 'poor', 'dull'] };
const films = Array.from({ length: 60 }, (_, i) => {
  const label = i % 2 === 0 ? ('positive' as const) : ('negative' as const);
  return { text: `film ${i} was ${words[label][i % 4]!} and ${words[label][(3 * i) % 4]!}`, label };
});
const how = ['--max-length', '16', '--backend', 'wasm', '--neighbours', at('neighbours.json')];
const evaluate = (...args: readonly string[]) => advtrain(['evaluate', ...args, ...how]);

/** Evaluates into a folder of this name; gives the result and what the page says. */
async function measured(out: string, ...args: readonly string[]): Promise<Evaluation & { readonly page: string }> {
  const { code, out: said, err } = await evaluate(...args, '--out', at(out), '--json', '--quiet');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return { ...(JSON.parse(said) as Evaluation), page: readFileSync(join(at(out), 'evaluation.html'), 'utf8') };
}

/** Copies a model, and changes the numbers of some of its tensors. */
function copied(from: string, to: string, change: (name: string, value: number, place: number) => number): string {
  cpSync(at(from), at(to), { recursive: true });
  const { tensors } = readSafetensors(readFileSync(at(`${to}/model.safetensors`)));
  const changed = Object.entries(tensors).map(([name, { data, ...rest }]) => {
    const values = Float32Array.from(data as Float32Array, (value, place) => change(name, value, place));
    return [name, { ...rest, data: values }] as const;
  });
  writeFileSync(at(`${to}/model.safetensors`), Buffer.concat(writeSafetensors(Object.fromEntries(changed))));
  return at(to);
}

const share = (places: readonly number[]) => places.reduce((sum, place) => sum + place, 0) / places.length;

beforeAll(async () => {
  writeFileSync(at('films.csv'), `text,label\n${films.map(({ text, label }) => `${text},${label}`).join('\n')}\n`);
  const table = {
    good: ['bad', 'nice'],
    great: ['awful'],
    fine: ['dull'],
    lovely: ['poor'],
    bad: ['good'],
    awful: ['great'],
  };
  writeFileSync(at('neighbours.json'), JSON.stringify(table));
  await tinyClassifier({ data: at('films.csv'), folder, name: 'own', maxLength: 16 });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('attacks on texts search by logits and, as published, by probabilities, which over-confidence hides a model from', async () => {
  const sure = copied('own', 'sure', (name, value) => (name.startsWith('classifier.') ? 1000 * value : value));
  const asked = [sure, '--data', at('films.csv'), '--attacks', 'characters,words'];
  const { models, page, verdicts } = await measured('searches', ...asked, '--fail-under', 'words>=0,words@plain>=0');
  const [calibrated, plain] = models[0]!.attacks;
  expect([calibrated!.name, calibrated!.search]).toEqual(['DeepWordBug on logits', 'calibrated']);
  expect([plain!.name, plain!.search]).toEqual(['DeepWordBug', 'plain']);
  expect(share(plain!.held)).toBeGreaterThan(share(calibrated!.held));
  expect(page).toContain('DeepWordBug, plain');
  expect(page).toContain('its over-confidence hides it from the search as published');
  const [, , onLogits, asPublished] = models[0]!.attacks;
  expect(verdicts!.map(({ accuracy }) => accuracy)).toEqual([share(onLogits!.held), share(asPublished!.held)]);
  // What is asked for alone is the same as what is asked for with the other.
  const alone = await measured('plain', ...asked, '--search', 'plain');
  expect(alone.models[0]!.attacks.map(({ held, queries }) => ({ held, queries }))).toEqual(
    [plain!, asPublished!].map(({ held, queries }) => ({ held, queries })),
  );
});

test('signs and the largest loss increase are kept, and transfer is looked for between models of the same embeddings', async () => {
  copied('own', 'near', (_, value, place) => value * (1 + 0.01 * Math.sin(place)));
  const asked = [at('own'), at('near'), '--data', at('films.csv'), '--attacks', 'pgd', '--radii', '5%', '--steps', '2'];
  const more = ['--examples', '8', '--signs', '--measure', 'max-loss-increase'];
  const first = await measured('kept', ...asked, ...more);
  for (const { signs, withoutTransfer } of first.models) {
    expect(signs!.map(({ name }) => name)).toEqual(['zero gradients', 'noise', 'flat loss', 'temperature', 'transfer']);
    expect(withoutTransfer).toBeUndefined();
  }
  expect(first.page).toContain('Signs of masked gradients were looked for on only 8 examples');
  expect(first.page).toContain('Only 8 examples count in the largest loss increase');
  const files = readdirSync(at('kept/attacks')).map((name) => join(at('kept/attacks'), name));
  // An attack and the signs of each model, the radii of the first, and the rise of each.
  expect(files).toHaveLength(7);
  const times = () => files.map((path) => statSync(path).mtimeMs);
  const before = times();
  const again = await measured('kept', ...asked, ...more);
  expect([again.models, again.lossIncrease, times()]).toEqual([first.models, first.lossIncrease, before]);
  // The signs of a model that is measured alone are others.
  const alone = await measured('kept', at('own'), ...asked.slice(2), ...more);
  expect(alone.models[0]!.withoutTransfer).toContain('only one model is measured');
  expect(alone.models[0]!.signs).toHaveLength(4);
});

test('AdvGLUE is measured from its file', async () => {
  mkdirSync(at('data/advglue'), { recursive: true });
  const rows = films
    .slice(0, 20)
    .map(({ text, label }, idx) => ({ idx, sentence: text, label: label === 'positive' ? 1 : 0 }));
  writeFileSync(at('data/advglue/dev.json'), JSON.stringify({ sst2: rows, rte: [] }));
  const asked = [at('own'), '--data', 'advglue/sst2', '--data-from', at('data'), '--attacks', 'characters'];
  const { data, examples, classes, models, licence } = await measured('advglue', ...asked);
  expect(data).toBe('Attacked sentences of SST-2 (advglue/sst2), development');
  expect([examples, classes, licence]).toEqual([20, ['negative', 'positive'], 'CC BY-SA 4.0']);
  expect(models[0]!.accuracy).toBeGreaterThan(0.9);
  expect(models[0]!.attacks.map(({ search }) => search)).toEqual(['calibrated', 'plain']);
});
