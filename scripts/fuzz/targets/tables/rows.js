import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textFile } from '../../../../packages/datasets/src/files/text-file.node.ts';

/**
 * Reads an input as a data set in a file of that ending.
 *
 * @param {string} ending
 */
export function readsRows(ending) {
  return async (input, folder) => {
    const path = join(folder, `data${ending}`);
    writeFileSync(path, input);
    const { texts, labels, labelNames } = await textFile(path);
    if (texts.length !== labels.length) return `has ${texts.length} texts, but ${labels.length} labels`;
    const isClass = (label) => Number.isInteger(label) && label >= 0 && label < labelNames.length;
    if (![...labels].every(isClass)) return 'gives labels outside its classes';
    return texts.every((text) => typeof text === 'string' && text.trim() !== '')
      ? undefined
      : 'gives texts that are none';
  };
}
