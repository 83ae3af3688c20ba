import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from '@advtrain/engine/fetch';

/** The checksums of a model's files, with their names. */
export async function checksums(folder: string): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter((file) => /\.(json|safetensors|txt|model)$/.test(file)).sort();
  return Promise.all(files.map(async (file) => `${file} ${await sha256Of(join(folder, file))}`));
}
