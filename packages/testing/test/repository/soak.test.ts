import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { onBackends } from '../../src/index.ts';
import { output, run } from '../process.ts';
import { root } from '../root.ts';

const soak = (...args: readonly string[]) => ['--import', 'tsx', join(root, 'scripts/soak.js'), ...args];

describe('npm run soak', () => {
  test('training that is killed at random moments, some within writes, ends with the same bits', async () => {
    const said = await output(process.execPath, soak('kills', '--rounds', '2', '--seed', '3'), root);
    expect(said).toMatch(/^2 of 2 rounds ended with the same bits; [1-9]\d* kills, \d+ of them within a write/m);
  });

  test('a disk that is full at random moments of training is told of, and training ends with the same bits', async ({
    skip,
  }) => {
    const { stdout } = await run(process.execPath, soak('full', '--rounds', '3', '--commands', 'train'), root);
    const [reason] = /^No file system can be mounted here.*$/m.exec(stdout) ?? [];
    if (reason !== undefined) skip(reason);
    expect(stdout).toMatch(/^All rounds held; the disk was full in [1-3] of 3; seed 1\.$/m);
  });

  onBackends(['native'], () => {
    test('training in two processes, of which one is killed at random moments, ends with the same bits', async () => {
      const asked = [
        'kills',
        '--processes',
        '2',
        '--rounds',
        '5',
        '--seed',
        '9',
        '--methods',
        'freeat,awp,freelb,smart',
      ];
      const said = await output(process.execPath, soak(...asked), root);
      // Ten, but for those before which a run has ended.
      expect(said).toMatch(
        /^5 of 5 rounds ended with the same bits; ([5-9]|10) kills of one of 2 processes; seed 9\.$/m,
      );
    });

    test('memory stays as it is over 200 steps of two methods', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'advtrain-soak-'));
      const asked = ['endurance', '--rounds', '200', '--keep', join(folder, 'kept')];
      const alone = await output(process.execPath, soak(...asked, '--methods', 'freelb'), root);
      // The second goes on from the first, which has the same line to the last digit.
      const said = await output(process.execPath, soak(...asked, '--methods', 'freelb,smart'), root);
      expect(said).toContain('Memory stayed as it was with all 2.');
      const line = /^freelb .*$/m;
      expect(line.exec(said)).toEqual(expect.arrayContaining([line.exec(alone)![0]]));
      rmSync(folder, { recursive: true });
    });

    test('40 shapes of batch each have one recording, within bounds of memory', async () => {
      const { stdout } = await run(process.execPath, soak('shapes', '--rounds', '40'), root);
      expect(stdout).toMatch(/^ *40 recordings \(at most 40\)$/m);
      expect(stdout).toMatch(/ graph operations in them \(at most 200000\)$/m);
      expect(stdout).toMatch(/ MB that the process grew by \(at most 1400\)$/m);
    });
  });

  test.each([
    [[], 'NAME is missing, but must be one of kills, endurance, shapes, full.'],
    [['sleep'], 'NAME is sleep, but must be one of kills, endurance, shapes, full.'],
    [['kills', '--rounds', '0'], '--rounds is 0, but must be a whole number, at least 1.'],
    [['endurance', '--rounds', '99'], '--rounds is 99, but must be a whole number, at least 100.'],
    [['kills', '--seed', ''], '--seed is , but must be a whole number, at least 0.'],
    [['full', '--commands', 'serve'], '--commands has serve, but must be of train, compare, harden.'],
    [['full', '--methods', 'pgd'], '--methods is given, but full has commands: name them by --commands.'],
    [['shapes', '--keep', 'kept'], '--keep is given, but only endurance can go on from what it kept.'],
    [['shapes', '--processes', '2'], '--processes is given, but only kills trains in several.'],
    [['kills', '--commands', 'train'], '--commands is given, but only full has commands.'],
    [['shapes', '--methods', 'pgd'], '--methods is given, but shapes has FreeLB alone.'],
    [['kills', '--loud'], "Unknown option '--loud': npm run soak -- --help lists what there is."],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const { asked } = await soakModule<{ asked: (args: readonly string[]) => object }>('asked');
    expect(() => asked(args)).toThrow(new Error(sentence));
  });

  test('refuses a method that there is not with 2', async () => {
    const { code, stderr } = await run(process.execPath, soak('kills', '--methods', 'nothing'), root);
    expect(stderr).toMatch(/^There is no method nothing: they are natural, .*temperature\.\n$/);
    expect(code).toBe(2);
  });

  test('names what is half written, and not what stands under a temporary name', async () => {
    const { damages } = await soakModule<{ damages: (folder: string) => Promise<string[]> }>('readable');
    const folder = mkdtempSync(join(tmpdir(), 'advtrain-soak-'));
    mkdirSync(join(folder, 'runs'));
    const files = {
      'a.json': '{"a":',
      'b.jsonl': '{}\n{"b"',
      'c.safetensors': 'half',
      'd.json.1-2-3.tmp': '{',
      'e.json': '{}',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'runs', name), text);
    const named = (await damages(folder)).map((sentence) => sentence.split(':')[0]);
    expect(named).toEqual(['runs/a.json', 'runs/b.jsonl', 'runs/c.safetensors']);
    rmSync(folder, { recursive: true });
  });

  test('tells a run that lost a step or a bit from one that did not', async () => {
    const { differences } = await soakModule<{
      differences: (one: Map<string, string>, other: Map<string, string>) => string[];
    }>('outcome');
    const whole = new Map([
      ['model.safetensors', 'a'],
      ['run.jsonl', '[[1,0.5]]'],
    ]);
    expect(differences(whole, new Map(whole))).toEqual([]);
    expect(differences(whole, new Map([...whole, ['model.safetensors', 'b']]))).toEqual(['model.safetensors']);
    expect(differences(whole, new Map([['model.safetensors', 'a']]))).toEqual(['run.jsonl']);
    expect(differences(whole, new Map([...whole, ['left.tmp', '']]))).toEqual(['left.tmp']);
  });
});

async function soakModule<Module>(name: string): Promise<Module> {
  return (await import(new URL(`../../../../scripts/soak/${name}.js`, import.meta.url).href)) as Module;
}
