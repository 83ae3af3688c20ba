// node scripts/docs/playground.js FOLDER: the playground as static files, to be served from any folder of any server.

import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { build } from 'esbuild';
import { root } from '../run.js';

const sources = join(root, 'docs', 'playground');
const { resolve } = createRequire(join(root, 'packages', 'engine', 'package.json'));
const wasm = dirname(resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm'));

if (argv[1] === import.meta.filename) {
  if (argv[2] === undefined) throw new Error('Name the folder that the playground is to be written to.');
  await buildPlayground(argv[2]);
}

/**
 * Writes the playground into a folder: the page, what it runs, WebGPU's part of that apart, and TensorFlow.js's WebAssembly files.
 *
 * @param {string} folder made where it is not there
 */
export async function buildPlayground(folder) {
  mkdirSync(join(folder, 'wasm'), { recursive: true });
  await build({
    entryPoints: [join(sources, 'main.ts')],
    outdir: folder,
    bundle: true,
    // What only WebGPU needs is fetched where there is WebGPU.
    splitting: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    conditions: ['@advtrain/source'],
    legalComments: 'linked',
    logLevel: 'warning',
  });
  for (const name of ['index.html', 'style.css', 'theme.js', join('data', 'LICENSE-sentences.txt')])
    copyFileSync(join(sources, name), join(folder, name.split(/[\\/]/).at(-1)));
  for (const name of readdirSync(wasm).filter((each) => each.endsWith('.wasm')))
    copyFileSync(join(wasm, name), join(folder, 'wasm', name));
}
