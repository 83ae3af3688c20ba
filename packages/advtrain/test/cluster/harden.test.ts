import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTensorFile } from '@advtrain/core';
import { onBackends } from '@advtrain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/commands/harden/evidence/evidence.ts';
import { advtrain } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-harden-cluster-'));
const at = (...names: readonly string[]) => join(folder, ...names);
const quick = [
  '--max-length',
  '16',
  '--batch-size',
  '8',
  '--learning-rate',
  '3e-3',
  '--backend',
  'native',
  '--no-onnx',
];
const few = ['--examples', '8', '--queries', '2', '--steps', '2', '--epochs', '1'];
const hardening = (out: string, ...more: readonly string[]) => [
  ...['harden', '--data', at('films.csv'), '--model', 'tiny-bert', '--methods', 'freelb,a2t', '--out', at(out)],
  ...[...quick, ...few, ...more],
];

const evidenceIn = (out: string) => JSON.parse(readFileSync(at(out, 'evidence.json'), 'utf8')) as Evidence;

/** What the report says of each example, and which texts broke. */
const measuredIn = ({ evaluation }: Evidence) =>
  evaluation.models.map(({ model, answered, right, attacks }) => ({
    model,
    answered,
    right,
    attacks: attacks.map(({ name, held, texts }) => ({
      name,
      held,
      texts: texts.map(({ adversarial }) => adversarial),
    })),
  }));

beforeAll(() => {
  const words = [
    ['good', 'great', 'fine', 'lovely'],
    ['bad', 'awful', 'poor', 'dull'],
  ];
  const row = (i: number) => {
    const own = words[i % 2]!;
    return `film ${i} was ${own[i % 4]} and ${own[(3 * i) % 4]},${i % 2 === 0 ? 'good' : 'bad'}`;
  };
  writeFileSync(at('films.csv'), `text,label\n${Array.from({ length: 160 }, (_, i) => row(i)).join('\n')}\n`);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

onBackends(['native'], () => {
  describe('advtrain harden in two processes', () => {
    test('trains, picks and measures as one does, to rounding, and the first alone says so', async () => {
      const budget = ['--budget', 'units=240'];
      const one = await advtrain(hardening('one', ...budget));
      const two = await advtrain(hardening('two', ...budget, '--processes', '2'));
      expect([one.code, two.code], two.err).toEqual([0, 0]);
      expect(two.out.split('Nothing beat natural training')).toHaveLength(
        one.out.split('Nothing beat natural training').length,
      );
      expect(two.err.split('Trained: ')).toHaveLength(2);
      const [alone, together] = ['one', 'two'].map(evidenceIn) as [Evidence, Evidence];
      const summary = ({ trained, pick, given, headline }: Evidence) => ({
        trained: trained.map(({ name, units, epochs }) => ({ name, units, epochs })),
        pick: pick.name,
        given: given.name,
        headline,
      });
      expect(summary(together)).toEqual(summary(alone));
      expect(measuredIn(together)).toEqual(measuredIn(alone));
      const [own, other] = await Promise.all(
        ['one', 'two'].map((out) => readTensorFile(at(out, 'model', 'model.safetensors'))),
      );
      expect(Object.keys(other!.tensors)).toEqual(Object.keys(own!.tensors));
      for (const [name, { data }] of Object.entries(own!.tensors)) {
        // Its gradient is 0 but for rounding, of which Adam makes steps.
        if (name.endsWith('key.bias')) continue;
        const values = Float64Array.from(data as Float32Array);
        const theirs = other!.tensors[name]!.data as Float32Array;
        const gap = Math.hypot(...values.map((value, i) => value - theirs[i]!));
        expect([name, gap < 1e-3 * Math.hypot(...values) + 1e-5]).toEqual([name, true]);
      }
      // What is finished is finished for one process as well.
      const again = await advtrain(hardening('two', ...budget));
      expect(again.err).not.toContain('step 1/');
      expect(again.code).toBe(0);
      // Rank 0 alone keeps models: where one is gone, all train it again.
      const [gone] = readdirSync(at('two', 'training', 'models')).filter((name) => name.startsWith('freelb'));
      rmSync(at('two', 'training', 'models', gone!), { recursive: true });
      const mended = await advtrain(hardening('two', ...budget, '--processes', '2'));
      expect(mended.err).toContain(`${gone!} is gone, so freelb, seed 1, is trained again.`);
      expect(mended.code, mended.err).toBe(0);
      expect(existsSync(at('two', 'training', 'models', gone!, 'model.safetensors'))).toBe(true);
    });

    test('measure the pace together for a time, which is shared out in units', async () => {
      const { code, err } = await advtrain(hardening('timed', '--budget', '6s', '--processes', '2'));
      expect(code, err).toBe(0);
      const { trained, settings } = evidenceIn('timed');
      expect(new Map(settings).get('budget')).toMatch(/units/);
      const [control, ...others] = trained.filter(({ averageOf }) => averageOf === undefined);
      for (const { units } of others) expect(Math.abs(units / control!.units - 1)).toBeLessThan(0.2);
    });
  });
});
