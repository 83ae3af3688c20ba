import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson, writeFileAtomically } from '@advtrain/core';
import { tellKept } from '../../../crashes/supervised.ts';
import type { AttackResult } from '../results.ts';

/** Results of attacks that are kept in a folder, so that an evaluation that was interrupted goes on where it was. */
export class Kept {
  readonly #folder: string;

  /** Keeps them in this folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is kept under this name, or what `measure` gives, which is then kept. What cannot be read is measured again. */
  async once(name: string, measure: () => Promise<AttackResult>): Promise<AttackResult> {
    const path = join(this.#folder, `${name}.json`);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      try {
        return parseJson(text) as AttackResult;
      } catch {
        // A damaged file is no result.
      }
    }
    const result = await measure();
    await mkdir(this.#folder, { recursive: true });
    await writeFileAtomically(path, [JSON.stringify(result)]);
    tellKept(`the attack ${name}`);
    return result;
  }
}
