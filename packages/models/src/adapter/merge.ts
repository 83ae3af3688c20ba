import type { TensorData } from '@advtrain/core';
import { adapterNames } from '../encoder/blocks/adapters.ts';
import { encoderConfig } from '../encoder/config/config.ts';
import { parameterShapes } from '../encoder/names.ts';
import { adaptedLayers, loraOf, scalingOf, type LoRAOptions } from '../encoder/training/lora.ts';
import { checkWeights } from '../encoder/weights-check.ts';

type Tensors = Readonly<Record<string, TensorData>>;

/**
 * The weights of adapted layers with their adapters in them, W + alpha / r · B A: with these in their places the plain model computes
 * what the adapted one did without dropout, to rounding. `tensors` have the weights and the adapters' matrices. New data.
 */
export function mergedWeights(config: object, tensors: Tensors, lora: LoRAOptions): Record<string, TensorData> {
  const checked = encoderConfig(config);
  const whole = loraOf(checked, lora);
  const scaling = scalingOf(whole);
  const shapes = parameterShapes(checked);
  const merged = adaptedLayers(checked, whole).map((layer) => {
    const { a, b } = adapterNames(layer);
    const name = `${layer}.weight`;
    const weight = numbersOf(tensors, name);
    checkWeights(name, weight, shapes[name]!);
    return [name, added(weight, numbersOf(tensors, b), numbersOf(tensors, a), scaling)] as const;
  });
  return Object.fromEntries(merged);
}

/** W + scaling · B A for W [O, I], B [O, r] and A [r, I], in float32. */
function added(weight: TensorData, b: TensorData, a: TensorData, scaling: number): TensorData {
  const [outputs = 0, inputs = 0] = weight.shape;
  const rank = a.shape[0] ?? 0;
  const sums = Float32Array.from(weight.data as Float32Array);
  const row = new Float64Array(inputs);
  for (let o = 0; o < outputs; o++) {
    row.fill(0);
    for (let k = 0; k < rank; k++) {
      const factor = scaling * Number(b.data[o * rank + k]);
      for (let i = 0; i < inputs; i++) row[i]! += factor * (a.data[k * inputs + i] as number);
    }
    for (let i = 0; i < inputs; i++) sums[o * inputs + i]! += row[i]!;
  }
  return { dtype: 'F32', shape: weight.shape, data: sums };
}

function numbersOf(tensors: Tensors, name: string): TensorData {
  const data = tensors[name];
  if (!data) throw new Error(`There is no "${name}", so the adapter cannot be merged: give the whole of both.`);
  return data;
}
