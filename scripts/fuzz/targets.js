/**
 * What reads files of others, and is fuzzed.
 *
 * @typedef {object} Target
 * @property {() => Uint8Array[] | Promise<Uint8Array[]>} seeds inputs that are right
 * @property {(input: Uint8Array, folder: string) => unknown} run reads an input, in a folder of its own that is empty. An
 *   error is to be a sentence; what it gives back is what is wrong with what was read, `undefined` for nothing
 * @property {boolean} [json] whether inputs are JSON, whose values are changed as well
 * @property {number} [longest] milliseconds that an input may take
 * @property {readonly string[]} [texts] of JSON, what texts in it are changed to
 * @property {readonly string[]} [words] what such files are made of
 */

/** Their modules in the folder `targets`, by their names. */
export const targets = {
  safetensors: 'safetensors.js',
  checkpoint: 'checkpoint.js',
  'model-config': 'model-config.js',
  tokenizer: 'tokenizer.js',
  csv: 'tables/csv.js',
  tsv: 'tables/tsv.js',
  jsonl: 'tables/jsonl.js',
  parquet: 'tables/parquet.js',
  idx: 'idx.js',
  cifar: 'cifar.js',
  png: 'png.js',
  tar: 'tar.js',
  zip: 'zip.js',
  hub: 'hub.js',
  results: 'results.js',
  config: 'config.js',
};
