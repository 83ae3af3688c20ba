import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a tokenizer: texts, bytes in base64 for those of SentencePiece, and JSON by the names of files. */
export type Files = Readonly<Record<string, unknown>>;

/** What somebody makes of a folder with such files, which is there for as long as that takes. */
export async function inFolder<Found>(files: Files, find: (folder: string) => Promise<Found>): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenizer-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      writeFileSync(join(folder, name), text, name.endsWith('.model') ? 'base64' : 'utf8');
    }
    return await find(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The lines of JSON of a fixture. */
export function linesOf<Line>(name: string): Line[] {
  const text = readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8').trim();
  return text.split('\n').map((line) => JSON.parse(line) as Line);
}
