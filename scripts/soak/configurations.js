// Tiny runs of `advtrain train`, drawn at random: they take seconds, and together they have all that a run can keep.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { neighboursOption } from '@advtrain/core';
import { writeDigits } from '../../packages/advtrain/test/tiny-images.ts';

/**
 * Writes the data and settings that configurations name into a folder.
 *
 * @param {string} folder
 */
export function writeData(folder) {
  mkdirSync(folder, { recursive: true });
  writeDigits(folder, 24, 10);
  const rows = Array.from({ length: 40 }, (_, row) => `film ${row} was ${row % 2 ? 'good' : 'bad'},${row % 2}\n`);
  writeFileSync(join(folder, 'films.csv'), `text,label\n${rows.join('')}`);
  const attack = { steps: 1, radii: [0.1], examples: 4 };
  const text = { data: join(folder, 'films.csv'), model: 'tiny-bert', batchSize: 4, epochs: 3, maxLength: 8, attack };
  const sizes = { trainSize: 20, developmentSize: 4, testSize: 4 };
  const image = { data: 'mnist', model: 'fast-mnist', batchSize: 4, epochs: 2, ...sizes, attack };
  writeFileSync(join(folder, 'text.json'), JSON.stringify(text));
  writeFileSync(
    join(folder, 'neighbours.json'),
    JSON.stringify({ good: ['bad', 'fine'], bad: ['poor'], film: ['movie'] }),
  );
  writeFileSync(join(folder, 'image.json'), JSON.stringify(image));
}

/** What the options that a method has by default make too dear for a tiny run. */
const fewer = { pgd: 'steps=3', trades: 'steps=3', awp: 'steps=3', 'awp-trades': 'steps=3' };

/**
 * The arguments of one run of a method, but for where it is saved.
 *
 * @param {import('@advtrain/core').MethodEntry} entry
 * @param {ReturnType<import('./random.js').random>} draw
 * @param {string} folder that {@link writeData} wrote
 */
export function drawn({ name, kinds, options }, draw, folder) {
  const has = (text) => !kinds || kinds.some((kind) => (kind !== 'images') === text);
  const data = draw.pick(['text', 'stream', 'image'].filter((each) => has(each !== 'image')));
  const args = ['--method', name, '--config', join(folder, data === 'image' ? 'image.json' : 'text.json')];
  if (data === 'stream') args.push('--stream');
  args.push('--compile', draw.pick(['auto', 'off']));
  args.push('--accumulate', draw.pick(['1', '1', '3']));
  const patience = draw.pick(['', '', '1']);
  if (patience) args.push('--patience', patience);
  const average = draw.pick(['', '', '0.9']);
  if (average) args.push('--ema', average);
  // Seldom no checkpoint: then what is evaluated is all that is kept.
  args.push('--checkpoint-every', draw.pick(['0', '0', '0', '120']));
  const neighbours = neighboursOption(options);
  if (neighbours !== undefined) args.push('--set', `${name}.${neighbours}=${join(folder, 'neighbours.json')}`);
  if (data === 'image' && fewer[name]) args.push('--set', `${name}.${fewer[name]}`);
  return args;
}
