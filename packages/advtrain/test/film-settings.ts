import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes 40 sentences on films into a folder, and `config.json`, by which a tiny model is trained on them and attacked a little. */
export function writeFilmSettings(folder: string, epochs: number): void {
  const data = join(folder, 'films.csv');
  const rows = Array.from({ length: 40 }, (_, row) => `film ${row} was ${row % 2 ? 'good' : 'bad'},${row % 2}\n`);
  writeFileSync(data, `text,label\n${rows.join('')}`);
  const attack = { steps: 1, radii: [0.1], examples: 4 };
  const config = { data, model: 'tiny-bert', batchSize: 8, epochs, maxLength: 8, attack };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
}
