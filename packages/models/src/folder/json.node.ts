import { readFile, stat } from 'node:fs/promises';
import { parseJson, pointerSentence } from '@advtrain/core';

/** The object in a JSON file of a model folder, with null for what Python writes as NaN or Infinity. Throws one sentence where it is missing or holds none. */
export async function readJson(path: string): Promise<Readonly<Record<string, unknown>>> {
  if (!(await isFile(path))) throw new Error(`${path} is missing: give the path of a Hugging Face model folder.`);
  const text = (await readWhole(path)).toString();
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new Error(`${path} is not JSON (${(error as Error).message}): get the file again.`, { cause: error });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${path} holds no JSON object: get the file again.`);
}

/** The object in a JSON file that a model folder may have; an empty one without the file. Throws one sentence where it holds none. */
export async function readJsonIfAny(path: string): Promise<Readonly<Record<string, unknown>>> {
  return (await isFile(path)) ? readJson(path) : {};
}

/** The bytes of a file of a model folder. Throws one sentence where it is a pointer of Git LFS. */
export async function readWhole(path: string): Promise<Buffer> {
  const content = await readFile(path);
  const pointer = pointerSentence(content);
  if (pointer !== undefined) throw new Error(`${path} ${pointer}`);
  return content;
}

/** Whether there is a file of that path. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
