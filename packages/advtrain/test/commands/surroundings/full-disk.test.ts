import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallDisk } from '../../../../engine/test/fetch/small-disk.ts';
import { advtrain } from '../../advtrain.ts';
import { writeFilmSettings } from '../../film-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-full-disk-'));
const at = (...names: readonly string[]) => join(folder, ...names);
mkdirSync(at('tmp'));
const disk = smallDisk(at('tmp'));
const reason = 'reason' in disk ? ` (skipped: ${disk.reason})` : '';
const small = 'reason' in disk ? undefined : disk;
// Not in the surroundings, for what runs TypeScript here has its cache there.
const elsewhere = { node: ['--import', `data:text/javascript,process.env.TMPDIR=${JSON.stringify(at('tmp'))}`] };
const asked = ['--config', at('config.json'), '--backend', 'wasm'];

beforeAll(() => {
  writeFilmSettings(folder, 1);
  small?.leave(0);
});

afterAll(() => {
  small?.unmount();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!small)(`where the disk of temporary files is full${reason}`, () => {
  test('a model is trained and saved all the same', async () => {
    const { code } = await advtrain(['train', '--method', 'natural', ...asked, '--out', at('model')], elsewhere);
    expect(code).toBe(0);
    expect(existsSync(at('model/model.safetensors'))).toBe(true);
  });

  test('verify says so in a sentence and leaves nothing there; with room it verifies', async () => {
    const compared = ['compare', '--methods', 'natural', ...asked, '--verifiable', '2', '--out', at('compared')];
    expect((await advtrain(compared)).code).toBe(0);
    const { code, err } = await advtrain(['verify', at('compared')], elsewhere);
    expect(err.trim().split('\n').at(-1)).toBe(
      `advtrain: Nothing can be written to ${at('tmp')} (the disk is full), where runs are taken again; name another folder with TMPDIR.`,
    );
    expect(code).toBe(2);
    expect(readdirSync(at('tmp'))).toEqual(['filler']);
    small!.free();
    expect((await advtrain(['verify', at('compared')], elsewhere)).code).toBe(0);
    small!.leave(0);
  });

  test('a dry run of harden says so in a sentence and leaves nothing there', async () => {
    const what = ['--model', 'tiny-bert', '--data', at('films.csv'), '--out', at('never'), '--backend', 'wasm'];
    const { code, err } = await advtrain(['harden', ...what, '--dry-run'], elsewhere);
    expect(err).toMatch(/^advtrain: .*neighbours\.json could not be written \(the disk is full\)[^\n]*\n$/m);
    expect(code).toBe(1);
    expect(readdirSync(at('tmp'))).toEqual(['filler']);
  });
});
