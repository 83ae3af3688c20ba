import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '@advtrain/core';
import type { Archive, CaseFile, GoldenCase, Trace } from './case.ts';
import { passLogitsTolerance } from './pass-logits-tolerance.ts';

/** Reads a case folder. Throws one sentence for a file that is missing or cannot be understood. */
export function readCase(folder: string): GoldenCase {
  const found = readJson(join(folder, 'case.json')) as Readonly<Record<string, unknown>>;
  for (const key of ['name', 'kind', 'method', 'options', 'modelKind', 'task', 'numberOfMicroBatches', 'tolerance']) {
    if (found[key] === undefined) throw new Error(`${join(folder, 'case.json')} lacks "${key}".`);
  }
  const file = found as unknown as CaseFile;
  const exact = join(folder, 'expected64.safetensors');
  const config = join(folder, 'model', 'config.json');
  const { float32, float64 } = readJson(join(folder, 'trace.json')) as { float32?: Trace; float64?: Trace };
  return {
    ...file,
    folder,
    tolerance: { ...passLogitsTolerance(float32, float64), ...file.tolerance },
    ...(existsSync(config) && { config: readJson(config) as object }),
    weights: readArchive(join(folder, 'model', 'model.safetensors')),
    inputs: readArchive(join(folder, 'inputs.safetensors')),
    expected: {
      ...readArchive(join(folder, 'expected.safetensors')),
      ...(existsSync(exact) && readArchive(exact)),
    },
    trace: float64 ?? float32 ?? {},
  };
}

function readArchive(path: string): Archive {
  const { tensors } = readSafetensors(readFileSync(path));
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => {
      if (data instanceof Float32Array || data instanceof Int32Array) return [name, { shape, data }];
      throw new Error(`"${name}" in ${path} is neither float32 nor int32.`);
    }),
  );
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
