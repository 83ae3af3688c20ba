import type { TensorData } from '@advtrain/core';

/** Throws one sentence where a tensor of a weights file is not of the shape that the config asks for, holds no floats, or not only numbers. */
export function checkWeights(name: string, { dtype, shape, data }: TensorData, wanted: readonly number[]): void {
  if (shape.join() !== wanted.join()) {
    throw new Error(
      `"${name}" is [${shape.join(', ')}] in the file, but the config asks for [${wanted.join(', ')}]: use the config that belongs to the file.`,
    );
  }
  if (dtype !== 'F32' && dtype !== 'F64') {
    throw new Error(
      `"${name}" is of type ${dtype} in the file, but weights must be floats: save the model in float32, without quantization.`,
    );
  }
  const at = firstNotFinite(data as Float32Array | Float64Array);
  if (at === undefined) return;
  throw new Error(
    `"${name}" holds ${String(data[at])} at place ${at} of ${data.length}: the file is damaged, or of a training that diverged; get another.`,
  );
}

function firstNotFinite(data: Float32Array | Float64Array): number | undefined {
  for (let at = 0; at < data.length; at++) {
    if (!Number.isFinite(Math.fround(data[at]!))) return at;
  }
  return undefined;
}
