import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { differences, UsageError } from '@advtrain/compare';
import type { Json } from '@advtrain/compare';
import { parseJson, writeFileAtomically } from '@advtrain/core';

/**
 * What is kept in a file, if it is of the same settings, or what `make` gives, which is then kept: so that an interrupted hardening goes
 * on with the same. A damaged file is made anew. Throws a {@link UsageError} where it is of other settings.
 */
export async function keptOr<T>(path: string, determined: Json, make: () => Promise<T>): Promise<T> {
  const there = await readFile(path, 'utf8').then(parsed, () => undefined);
  if (there !== undefined) {
    const [difference] = differences(there.determined, determined);
    if (difference === undefined) return there.value as T;
    throw new UsageError(
      `${dirname(path)} holds a hardening with other settings (${difference}); choose another folder with --out, or --restart to begin anew in this one.`,
    );
  }
  const value = await make();
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, [`${JSON.stringify({ determined, value }, null, 2)}\n`]);
  return value;
}

function parsed(text: string): { readonly determined: Json; readonly value: unknown } | undefined {
  try {
    const found = parseJson(text) as { readonly determined?: Json; readonly value?: unknown };
    const { determined, value } = found;
    return determined === undefined || value === undefined ? undefined : { determined, value };
  } catch {
    return undefined;
  }
}
