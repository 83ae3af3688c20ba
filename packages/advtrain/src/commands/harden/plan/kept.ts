import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { differences, UsageError } from '@advtrain/compare';
import type { Json } from '@advtrain/compare';
import { parseJson, writeFileAtomically } from '@advtrain/core';
import type { Cluster } from '@advtrain/core';
import { told } from '../../../cluster/told.ts';

/** How something is kept. */
interface Keeping<T> {
  readonly alsoAskedBy?: (value: T) => Readonly<Record<string, Json>>;
  readonly cluster?: Cluster | undefined;
}

/**
 * What is kept in a file, if it is of the same settings, or what `make` gives, which is then kept: so that an interrupted hardening goes
 * on with the same. A damaged file is made anew. Throws a {@link UsageError} where it is of other settings. `alsoAskedBy` says by which
 * other settings the same value is asked for. Of several processes all take what rank 0 has, or make what is missing there.
 */
export async function keptOr<T>(
  path: string,
  determined: Json,
  make: () => Promise<T>,
  { alsoAskedBy, cluster }: Keeping<T> = {},
): Promise<T> {
  const there = told(cluster, await readFile(path, 'utf8').then(parsed, () => null));
  if (there !== null) {
    const value = there.value as T;
    const [difference] = differences(there.determined, determined);
    if (difference === undefined) return value;
    const also = alsoAskedBy && isTable(there.determined) ? { ...there.determined, ...alsoAskedBy(value) } : undefined;
    if (also && differences(also, determined).length === 0) return value;
    const what = difference.startsWith('fingerprint ')
      ? 'of other data or another model'
      : `with other settings (${difference})`;
    throw new UsageError(
      `${dirname(path)} holds a hardening ${what}; choose another folder with --out, or --restart to begin anew in this one.`,
    );
  }
  const value = await make();
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, [`${JSON.stringify({ determined, value }, null, 2)}\n`]);
  return value;
}

/**
 * Deletes what a hardening keeps in its folder to go on with, except for its training, which `compare` begins anew: so that the next one is
 * not held to it.
 */
export async function forget(folder: string): Promise<void> {
  const attacks = join(folder, 'attacks');
  const results = (await readdir(attacks).catch((): string[] => [])).filter((name) => /^[\da-f]{64}\.json$/.test(name));
  const own = ['plan.json', 'calibration.json', 'averages'].map((name) => join(folder, name));
  for (const path of [...own, ...results.map((name) => join(attacks, name))])
    await rm(path, { recursive: true, force: true });
}

function isTable(value: Json): value is Readonly<Record<string, Json | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): { readonly determined: Json; readonly value: unknown } | null {
  try {
    const found = parseJson(text) as { readonly determined?: Json; readonly value?: unknown };
    const { determined, value } = found;
    return determined === undefined || value === undefined ? null : { determined, value };
  } catch {
    return null;
  }
}
