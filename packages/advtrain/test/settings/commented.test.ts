import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { methods } from '../../src/methods.ts';
import type { Calibration } from '@advtrain/compare';
import { calibratedConfig } from '../../src/settings/calibrated-config.ts';
import { askedOf } from '../../src/options/settings-options.ts';
import { commented } from '../../src/commands/init/commented.ts';
import { configSchema } from '../../src/settings/schema.ts';
import { resolve } from '../../src/settings/resolve.ts';
import { advtrain } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-init-'));
const file = join(folder, 'mine.jsonc');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a configuration with comments', () => {
  test.each([
    [{ preset: 'quick' }],
    [{ preset: 'standard' }],
    [{ data: 'mnist' }],
    [{ methods: ['smart', 'tavat'], options: { smart: { weight: 2 } }, attack: { radii: [0.5, '2%'] as const } }],
  ])('of %j is read as what it was written of, for the methods that it names', async (config) => {
    const settings = resolve(config);
    writeFileSync(file, commented(settings, methods, 'mine.jsonc'));
    const { configs } = await askedOf({ config: file });
    const { options, ...read } = resolve(configs);
    const { options: asked, ...rest } = settings;
    expect(read).toEqual(rest);
    for (const name of settings.methods) expect(options[name]).toEqual(asked[name]);
  });

  test('says before each setting what it means', () => {
    const lines = commented(resolve({ methods: ['freelb'] }), methods, 'x').split('\n');
    const before = (setting: string): string => lines[lines.findIndex((line) => line.includes(`"${setting}":`)) - 1]!;
    expect(before('batchSize')).toBe('  // Examples a batch.');
    expect(before('freelb')).toBe('    // free large-batch adversarial training');
    expect(before('steps')).toBe('    // Ascent moves.');
    const settings = lines.filter((line) => /^\s*(\/\/ )?"/.test(line)).length;
    expect(lines.filter((line) => /^\s+\/\/ [^\s"]/.test(line))).toHaveLength(settings);
  });

  test('has every setting there is, those without a value as comments that may become settings', async () => {
    const text = commented(resolve({ methods: ['freelb'] }), methods, 'x');
    const { properties } = configSchema() as { readonly properties: object };
    const names = Object.keys(properties).filter((name) => name !== '$schema');
    expect(names.filter((name) => !new RegExp(`^  (// )?"${name}": `, 'm').test(text))).toEqual([]);
    expect(text).not.toContain('"budget": "x3"');
    writeFileSync(file, text.replace('// "budget": …', '"budget": "x3"').replace('// "ema": …', '"ema": 0.9'));
    expect(resolve((await askedOf({ config: file })).configs)).toMatchObject({ budget: 'x3', ema: 0.9 });
  });
});

describe('what is written of a method of a plugin is read again, where the plugin', () => {
  const plugin = join(folder, 'mine.mjs');
  writeFileSync(
    plugin,
    `export default { name: 'mine', title: 'Mine', package: 'mine', about: 'x', options: {}, cost: '', units: () => 3, plugins: () => [] };`,
  );
  const none = join(folder, 'none.json');
  const named = join(folder, 'named.json');
  writeFileSync(none, JSON.stringify({ methods: ['natural'] }));
  writeFileSync(named, JSON.stringify({ plugins: [plugin], methods: ['mine'] }));

  test.each([
    ['is named on the command line', { plugin: [plugin] }],
    ['is named there, beside a file', { plugin: [plugin], config: none }],
    ['is named by the file', { config: named }],
    ['is named by both', { plugin: [plugin], config: named }],
  ])('%s', async (_, flags) => {
    const { known, configs } = await askedOf(flags);
    const settings = resolve([...configs, { methods: ['mine'] }], known);
    const probed = { proposals: [] } as unknown as Calibration;
    const made = [
      commented({ ...settings, plugins: configs.at(-1)?.plugins ?? [] }, known, 'mine.jsonc'),
      JSON.stringify(calibratedConfig(configs, settings, probed)),
    ];
    for (const text of made) {
      writeFileSync(file, text);
      const again = await askedOf({ config: file });
      expect(again.configs[0]).toMatchObject({ plugins: [plugin], methods: ['mine'] });
    }
  });
});

describe('advtrain init', () => {
  test('writes a file that compare takes, and no second time', async () => {
    const made = join(folder, 'new.jsonc');
    const asked = ['init', made, '--data', 'spam', '--set', 'freelb.steps=5'];
    expect((await advtrain(asked)).out).toBe(
      `${made} has every setting and what it means: advtrain compare --config ${made}\n`,
    );
    const written = readFileSync(made, 'utf8');
    expect(written).toContain('"data": "spam"');
    expect(written).toContain('"steps": 5');
    const again = await advtrain(asked);
    expect([again.code, again.err]).toEqual([
      2,
      `advtrain: ${made} is there already: name another file, or delete it.\n`,
    ]);
    expect(readFileSync(made, 'utf8')).toBe(written);
    writeFileSync(made, written.replace('"batchSize": 16,', '"batchSize": -1, // none'));
    const refused = await advtrain(['compare', '--config', made]);
    expect([refused.code, refused.err]).toEqual([2, `advtrain: ${made}: batchSize is -1, but must be at least 1.\n`]);
  });
});
