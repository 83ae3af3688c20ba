import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '@advtrain/core';
import { parseJson, writeFileAtomically } from '@advtrain/core';
import { told } from '../../../cluster/told.ts';
import { tellKept } from '../../../crashes/supervised.ts';
import type { AttackResult } from '../results.ts';

/** Results of attacks that are kept in a folder, so that an evaluation that was interrupted goes on where it was. */
export class Kept {
  readonly #folder: string;
  readonly #cluster: Cluster | undefined;

  /** Keeps them in this folder: of several processes that measure together, the first alone. */
  constructor(folder: string, cluster?: Cluster) {
    this.#folder = folder;
    this.#cluster = cluster;
  }

  /** What is kept under this name, or what `measure` gives, which is then kept. What cannot be read is measured again. */
  async once(name: string, measure: () => Promise<AttackResult>): Promise<AttackResult> {
    const path = join(this.#folder, `${name}.json`);
    const isFirst = (this.#cluster?.rank ?? 0) === 0;
    const found = told(this.#cluster, isFirst ? await readResult(path) : null);
    if (found) return found;
    const result = await measure();
    if (!isFirst) return result;
    await mkdir(this.#folder, { recursive: true });
    await writeFileAtomically(path, [JSON.stringify(result)]);
    tellKept(`the attack ${name}`);
    return result;
  }
}

/** The result that a file has, or null where there is none: a damaged file is no result. */
async function readResult(path: string): Promise<AttackResult | null> {
  try {
    return parseJson(await readFile(path, 'utf8')) as AttackResult;
  } catch {
    return null;
  }
}
