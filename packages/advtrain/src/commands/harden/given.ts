import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@advtrain/core';
import type { Examples } from '@advtrain/datasets';
import type { FetchOptions, Reporter } from '@advtrain/engine/fetch';
import { tokenizerFiles, writeModelCard, writeTogether } from '@advtrain/models';
import { writeOnnxFolder } from '@advtrain/onnx';
import { openTrained } from '../../models/classifier.ts';
import { hardenedCard } from './evidence/card.ts';
import type { Evidence } from './evidence/evidence.ts';
import { evidencePage } from './evidence/page.ts';

/** Where what is given goes. */
export interface Giving extends FetchOptions {
  readonly folder: string;
  /** The folder that the given model is kept in. */
  readonly from: string;
  readonly onnx: boolean;
  readonly reporter: Reporter;
}

/** Writes the given model, the same as ONNX, and the evidence; gives the paths. */
export async function give(evidence: Evidence, reported: Examples, giving: Giving): Promise<readonly string[]> {
  const { folder, from, onnx, reporter } = giving;
  const model = join(folder, 'model');
  await writeTogether(model, {
    write: (temporary) => cp(from, temporary, { recursive: true }),
    isReplaced: (file) => file.endsWith('.safetensors') || tokenizerFiles.includes(file),
  });
  if ((await writeModelCard(model, hardenedCard(evidence))) === undefined)
    reporter.note(`${join(model, 'README.md')} is not by advtrain, so no model card is written.`);
  const page = join(folder, 'evidence.html');
  const json = join(folder, 'evidence.json');
  if (onnx) await exported(model, join(folder, 'onnx'), giving);
  // That of an earlier hardening may be another model.
  else if (existsSync(json)) await rm(join(folder, 'onnx'), { recursive: true, force: true });
  await writeFileAtomically(page, [evidencePage(evidence, reported.labels)]);
  await writeFileAtomically(json, [`${JSON.stringify(evidence, null, 2)}\n`]);
  return [model, ...(onnx ? [join(folder, 'onnx')] : []), page, json];
}

async function exported(from: string, to: string, options: FetchOptions): Promise<void> {
  const { model, folder, labelNames } = await openTrained(from, options);
  try {
    await writeOnnxFolder(to, {
      config: model.config,
      params: model.params,
      tokenizerFrom: folder,
      int8: false,
      labelNames,
    });
  } finally {
    model.dispose();
  }
}
