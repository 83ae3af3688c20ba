import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Calibration, Comparison } from '@advtrain/compare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checked } from '../../src/index.ts';
import { advtrain } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-calibrate-'));
const at = (name: string) => join(folder, name);
const read = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'));

beforeAll(() => {
  const words = { positive: ['good', 'great', 'fine', 'lovely'], negative: ['bad', 'awful', 'poor', 'dull'] };
  const rows = Array.from({ length: 60 }, (_, i) => {
    const label = i % 2 === 0 ? 'positive' : 'negative';
    return `film ${i} was ${words[label][i % 4] ?? ''} and ${words[label][(3 * i) % 4] ?? ''},${label}`;
  });
  writeFileSync(at('films.csv'), `text,label\n${rows.join('\n')}\n`);
  const attack = { steps: 1, radii: ['5%'], examples: 4 };
  const sizes = { batchSize: 8, epochs: 4, learningRate: 1e-3, maxLength: 16, developmentSize: 12 };
  const options = { freelb: { steps: 4 }, pgd: { radius: 0.7 } };
  writeFileSync(
    at('given.json'),
    JSON.stringify({ data: at('films.csv'), model: 'scratch', ...sizes, attack, options }),
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('advtrain calibrate', () => {
  const given = ['--config', at('given.json'), '--backend', 'wasm'];

  test('proposes options with reasons, and writes a configuration that compare takes as it is', async () => {
    const how = ['--methods', 'natural,freelb,pgd', '--rule', 'fixed-2%', '--natural-steps', '4', '--examples', '8'];
    const { code, out, err } = await advtrain(['calibrate', ...given, ...how, '--out', at('sizes')]);
    expect({ code, tail: code === 0 ? '' : err }).toEqual({ code: 0, tail: '' });
    expect(out).toMatch(/^After 4 natural steps the loss of 8 training examples is /m);
    expect(out).toMatch(/^FreeLB: .*radius 2%\n {2}ε is 2% of ‖x‖ whatever was measured\./m);
    expect(err).toContain(`Next: advtrain compare --config ${at('sizes/config.json')}`);
    expect(readFileSync(at('sizes/calibration.html'), 'utf8')).toContain('<svg');
    const { probe, proposals } = read('sizes/calibration.json') as Calibration;
    expect(probe.curve).toHaveLength(9);
    expect(proposals.map(({ method }) => method)).toEqual(['freelb', 'pgd']);
    const config = checked(read('sizes/config.json'), 'config.json');
    expect(config).toMatchObject({ data: at('films.csv'), model: 'scratch', epochs: 4, attack: { radii: ['5%'] } });
    expect(config.options).toMatchObject({
      freelb: { steps: 4, stepSize: '0.67%', radius: '2%', start: '0.6%' },
      pgd: { radius: '2%' },
    });

    const args = ['compare', '--config', at('sizes/config.json'), '--backend', 'wasm', '--epochs', '1', '--json'];
    const compared = await advtrain([...args, '--out', at('compared')]);
    expect({ code: compared.code, tail: compared.code === 0 ? '' : compared.err }).toEqual({ code: 0, tail: '' });
    const { runs, methods, task } = JSON.parse(compared.out) as Comparison;
    expect(runs.map(({ method, status }) => [method, status])).toEqual(
      ['natural', 'freelb', 'pgd'].map((name) => [name, 'finished']),
    );
    expect(task.lengths).toEqual(probe.lengths);
    expect(methods[1]?.settings).toContain('(2% of ‖x‖)');
  });

  test('says what shares are of, of which methods nothing is proposed, and a next command with the same data', async () => {
    const rows = readFileSync(at('films.csv'), 'utf8').replace('text,label', 'words,mood');
    writeFileSync(at('named.csv'), rows);
    const data = ['--data', at('named.csv'), '--columns', 'text=words,label=mood', '--dev-data', at('named.csv')];
    const how = [
      '--methods',
      'freelb,pgd-token,smart',
      '--rule',
      'fixed-2%',
      '--natural-steps',
      '8',
      '--examples',
      '8',
    ];
    const { out, err } = await advtrain(['calibrate', ...given, ...data, ...how, '--out', at('with-data')]);
    const { probe } = read('with-data/calibration.json') as Calibration;
    const { lengths, curve } = probe;
    expect(curve[1]!.radius).toBeCloseTo(curve[1]!.share * lengths.example, 9);
    const [, said] = /^Shares of ‖x‖ are of ([\d.]+), its median .* before those steps; after them ‖x‖ is /m.exec(out)!;
    expect(Number(said) / lengths.example).toBeCloseTo(1, 3);
    expect(err).toMatch(/12 of 12 development examples of .* have texts that .* has to train on too/);
    expect(err).toContain('Nothing is proposed for PGD per token and SMART: ');
    const [, next = ''] = /Next: advtrain (.*)/.exec(err)!;
    expect(next).toBe(`compare --config ${at('with-data/config.json')} ${data.slice(2).join(' ')}`);
    const dry = await advtrain([...next.split(' '), '--dry-run', '--backend', 'wasm', '--out', at('dry')]);
    expect(dry.code, dry.err).toBe(0);
  });

  test.each([
    [['--rule', 'mine'], '--rule is mine, but must be one of fixed-2%, fixed-5%, half-fall, ln-C.'],
    [['--natural-steps', '0'], '--natural-steps is 0, but must be a whole number, at least 1.'],
    [['--examples', '1.5'], '--examples is 1.5, but must be a whole number, at least 1.'],
    [['--methods', 'fgn'], 'There is no method "fgn"'],
  ])('refuses %j in a sentence, and writes nothing', async (wrong, sentence) => {
    const { code, err } = await advtrain(['calibrate', ...given, ...wrong, '--out', at('never')]);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
    expect(existsSync(at('never'))).toBe(false);
  });
});
