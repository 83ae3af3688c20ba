import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendText, writeFileAtomically, writeTextAtomically } from '../src/index.node.ts';

let folder = '';
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'advtrain-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a small file', () => {
  test('is written with its folders, and stands for what was there', () => {
    writeTextAtomically(at('a/b.json'), 'old');
    writeTextAtomically(at('a/b.json'), 'new');
    expect(readFileSync(at('a/b.json'), 'utf8')).toBe('new');
    expect(readdirSync(at('a'))).toEqual(['b.json']);
  });

  test('that cannot be written is one sentence, and leaves nothing beside it', async () => {
    writeFileSync(at('file'), '');
    const path = at('file/x.json');
    const sentence = `${path} could not be written (a file is in its place); what was there before is unchanged.`;
    expect(() => {
      writeTextAtomically(path, '{}');
    }).toThrow(sentence);
    await expect(writeFileAtomically(path, ['{}'])).rejects.toThrow(sentence);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test('on a full disk is one sentence with the path', ({ skip }) => {
    if (!existsSync('/dev/full')) skip('there is no /dev/full');
    expect(() => {
      appendText('/dev/full', 'a line\n');
    }).toThrow('/dev/full could not be written (the disk is full).');
  });
});
