import { key as keyOf, type Key } from '@advtrain/engine';
import { tensorsFrom, type Params, type TensorData } from '@advtrain/core';
import { encoderConfig } from './config/config.ts';
import { headOf } from './families/head-of.ts';
import { initialParams } from './initial.ts';
import { parameterShapes } from './names.ts';
import { headLayers } from './training/head-layers.ts';
import { checkWeights } from './weights-check.ts';

/** Parameters made from a weights file. */
export interface FittedWeights {
  /** All of a model's parameters by their Hugging Face names. New tensors: the caller disposes them. */
  readonly params: Params;
  /** What a person should know: which parameters were drawn at random, which of the file's are not used. */
  readonly notes: readonly string[];
}

/**
 * Renames tensors of a weights file to what {@link parameterShapes} calls them: a file of the bare encoder lacks the
 * prefix (`bert.`, `roberta.` …), and the first BERT releases call LayerNorm's parameters gamma and beta. What the file has under the
 * model's own name goes before.
 *
 * @param tensors by the names that the file has.
 * @param expected the names that the model has.
 */
export function normaliseNames(
  tensors: Readonly<Record<string, TensorData>>,
  expected: readonly string[],
): Record<string, TensorData> {
  const names = new Set(expected);
  const prefixes = ['', ...new Set(expected.map((name) => `${name.split('.')[0]!}.`))];
  return Object.fromEntries(
    Object.entries(tensors).map(([name, data]) => {
      const modern = name
        .replace(/\bLayerNorm\.gamma$/, 'LayerNorm.weight')
        .replace(/\bLayerNorm\.beta$/, 'LayerNorm.bias');
      const known = prefixes.map((prefix) => prefix + modern).find((candidate) => names.has(candidate));
      const isTaken = known !== undefined && Object.hasOwn(tensors, known);
      return [isTaken ? name : (known ?? name), data];
    }),
  );
}

/** Of a head that was trained, and whose inner layers are lost. */
const partly = ', though the file has the scores that were trained on them';

/**
 * All parameters of the model that `config` (a parsed `config.json`) describes, from a weights file of it or of the
 * bare encoder. A head or pooler that the file lacks is drawn with {@link initialParams} from `key`, and the notes say
 * so. Throws one sentence for any other parameter that is missing, and for one of another shape, of integers, or with NaN.
 *
 * @param config a parsed `config.json`.
 * @param tensors by the names that the file has.
 * @param key what the draws follow from. Default: that of seed 0.
 */
export function fitWeights(
  config: object,
  tensors: Readonly<Record<string, TensorData>>,
  key: Key = keyOf(0),
): FittedWeights {
  const checked = encoderConfig(config);
  const shapes = parameterShapes(checked);
  const expected = Object.keys(shapes);
  const found = normaliseNames(tensors, expected);
  const ofHead = headLayers(checked);
  const isHead = (name: string): boolean => ofHead.some((layer) => name.startsWith(`${layer}.`));
  const missing = expected.filter((name) => !(name in found));
  const lost = missing.find((name) => !isHead(name));
  if (lost !== undefined) {
    throw new Error(`The weights lack "${lost}": the file belongs to another model than the config, or is not whole.`);
  }
  const present = expected.filter((name) => name in found).map((name) => [name, found[name]!] as const);
  for (const [name, data] of present) checkWeights(name, data, shapes[name]!);
  const { scores } = headOf(checked);
  const isInPart = missing.length > 0 && `${scores}.weight` in found;
  const unused = Object.keys(found).filter((name) => !(name in shapes) && !name.endsWith('position_ids'));
  return {
    params: { ...tensorsFrom(Object.fromEntries(present)), ...initialParams(config, key, missing) },
    notes: [
      ...(missing.length > 0 ? [`Drawn at random${isInPart ? partly : ''}: ${missing.join(', ')}.`] : []),
      ...(unused.length > 0 ? [`Not used of the file: ${unused.join(', ')}.`] : []),
    ],
  };
}
