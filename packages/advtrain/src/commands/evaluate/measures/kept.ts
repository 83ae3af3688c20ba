import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '@advtrain/core';
import { parseJson, writeFileAtomically } from '@advtrain/core';
import { told } from '../../../cluster/told.ts';
import { tellKept } from '../../../crashes/supervised.ts';

/** What was measured, kept in a folder, so that an evaluation that was interrupted goes on where it was. */
export class Kept {
  readonly #folder: string;
  readonly #cluster: Cluster | undefined;

  /** Keeps it in this folder: of several processes that measure together, the first alone. */
  constructor(folder: string, cluster?: Cluster) {
    this.#folder = folder;
    this.#cluster = cluster;
  }

  /** Whether something is kept under this name, for who foresees how long it takes: it may be damaged. */
  async has(name: string): Promise<boolean> {
    return (await stat(this.#path(name)).catch(() => undefined)) !== undefined;
  }

  /** What is kept under this name, or what `measure` gives, which is then kept: all of it JSON. What cannot be read is measured again. */
  async once<T extends object>(name: string, measure: () => Promise<T>): Promise<T> {
    const isFirst = (this.#cluster?.rank ?? 0) === 0;
    const found = told(this.#cluster, isFirst ? await readResult<T>(this.#path(name)) : null);
    if (found) return found;
    const result = await measure();
    if (!isFirst) return result;
    await mkdir(this.#folder, { recursive: true });
    await writeFileAtomically(this.#path(name), [JSON.stringify(result)]);
    tellKept(`the measurement ${name}`);
    return result;
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}

/** The result that a file has, or null where there is none: a damaged file is no result. */
async function readResult<T>(path: string): Promise<T | null> {
  try {
    return parseJson(await readFile(path, 'utf8')) as T;
  } catch {
    return null;
  }
}
