import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '@advtrain/compare';
import { reasonOf, temporaryName } from '@advtrain/core';
import type { Evaluation } from './results.ts';

/** Throws a {@link UsageError} where a file that is written at the end cannot be, so that no attack is lost to it. `flag` names it. */
export async function checkWritable(path: string, flag: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new UsageError(`${flag} is ${path}, which is a folder: name a file.`);
  const probe = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new UsageError(`Cannot write ${path} (${reasonOf(error)}); choose another with ${flag}.`, { cause: error });
  }
}

/** A line of JSON for each text that breaks a model. */
export function adversarialLines({ models }: Evaluation): string {
  const lines = models.flatMap(({ model, attacks }) =>
    attacks.flatMap(({ name, texts }) => texts.map((text) => JSON.stringify({ model, attack: name, ...text }))),
  );
  return lines.map((line) => `${line}\n`).join('');
}
