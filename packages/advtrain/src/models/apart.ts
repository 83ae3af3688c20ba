import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { UsageError } from '@advtrain/compare';
import { cached, holdsWeights, isAdapterFolder, readAdapterFolder } from '@advtrain/models';
import { beginsAtRandom } from './scratch.ts';

/**
 * Throws a {@link UsageError} where a folder that is written is that of a model which is read, or of the model that it is an adapter of,
 * whatever links lead there: it would be lost.
 *
 * @param name the model as it was asked for.
 * @param written the folders that are written, whether they are there or not.
 * @param how whether what lies in these folders is written too. Default: not.
 */
export async function checkApart(
  name: string,
  written: readonly string[],
  how: { readonly withAllInside?: boolean } = {},
): Promise<void> {
  const own = beginsAtRandom(name) ? undefined : await realPath(await cached(name).catch(() => undefined));
  if (own === undefined) return;
  const base = await baseOf(own);
  for (const folder of written) {
    const place = await realPath(folder);
    const holds = (path: string | undefined) =>
      place !== undefined && (path === place || (how.withAllInside === true && path?.startsWith(place + sep)));
    if (holds(own))
      throw new UsageError(`${folder} holds the model ${name}, which would be lost; choose another folder with --out.`);
    if (holds(base))
      throw new UsageError(
        `${folder} holds the model that ${name} is an adapter of, which would be lost; choose another folder with --out.`,
      );
  }
}

/**
 * Throws a {@link UsageError} where a folder that other things are written to is a model's, or an adapter's: its config would be lost.
 *
 * @param folder the folder that is written, whether it is there or not.
 */
export async function checkNoModel(folder: string): Promise<void> {
  if (await holdsWeights(folder))
    throw new UsageError(`${folder} holds the weights of a model; choose another folder with --out.`);
}

/** The folder of the model that a folder is an adapter of. What is wrong with an adapter its reader says. */
async function baseOf(folder: string): Promise<string | undefined> {
  if (!(await isAdapterFolder(folder))) return undefined;
  const adapter = await readAdapterFolder(folder).catch(() => undefined);
  return adapter && realPath(await cached(adapter.base).catch(() => undefined));
}

async function realPath(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : realpath(path).catch(() => undefined);
}
