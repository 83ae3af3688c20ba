// Whether a folder that a run was killed in holds nothing that is half written.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTensorFile } from '@advtrain/core';
import { readSealed } from '../../packages/compare/dist/run/kept/sealed.js';

/**
 * The files below a folder, sorted, by their paths in it.
 *
 * @param {string} folder
 */
export function filesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .sort();
}

/** Whether a file stands under a temporary name, as what is being written does. */
export const isTemporary = (name) => name.endsWith('.tmp');

/**
 * A sentence for each file that cannot be read, those under temporary names aside.
 *
 * @param {string} folder
 */
export async function damages(folder) {
  const found = [];
  for (const name of filesIn(folder).filter((each) => !isTemporary(each))) {
    try {
      await read(join(folder, name));
    } catch (error) {
      found.push(`${name}: ${error.message}`);
    }
  }
  return found;
}

async function read(path) {
  if (/\.safetensors(\.before|\.copy)?$/.test(path)) {
    const { metadata } = await readTensorFile(path);
    if (metadata.checksum !== undefined) await readSealed(path);
    return;
  }
  const text = readFileSync(path, 'utf8');
  if (path.endsWith('.json')) JSON.parse(text);
  if (!path.endsWith('.jsonl')) return;
  for (const line of text.split('\n').slice(0, -1)) JSON.parse(line);
  if (text !== '' && !text.endsWith('\n')) throw new Error('its last line has no end.');
}
