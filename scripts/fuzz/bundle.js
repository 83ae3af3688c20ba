import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { createInstrumenter } from 'istanbul-lib-instrument';

/** Where that asks from, as a text of JavaScript. */
const own = JSON.stringify(fileURLToPath(new URL('../../package.json', import.meta.url)));
/** What is watched: targets, our sources, and the readers of formats that they rest on. */
const watched =
  /\/targets\/|packages\/[^/]+\/src\/|node_modules\/(csv-parse|fast-png|fflate|hyparquet|tar|yauzl|@huggingface\/tokenizers)\//;
/** What is large and reads nothing. */
const left = ['@tensorflow/*'];

/**
 * Writes the worker with one target as a single file, whose places are counted as they are reached.
 *
 * @param {string} target path of its module
 * @param {string} file to write
 */
export async function bundle(target, file) {
  const code = `import target from ${JSON.stringify(target)}; import { work } from './worker.js'; await work(target);`;
  await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@advtrain/source'],
    external: left,
    // What is CommonJS asks for its modules by `require`.
    banner: { js: `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(${own});` },
    plugins: [counted],
    logLevel: 'error',
  });
}

const counted = {
  name: 'counted',
  setup(builder) {
    builder.onLoad({ filter: watched }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const isTypes = extname(path) === '.ts';
      const { code } = isTypes ? await transform(text, { loader: 'ts', target: 'es2022' }) : { code: text };
      const instrumenter = createInstrumenter({
        esModules: !/\bmodule\.exports\b|\bexports\.\w+ =/.test(code),
        compact: true,
      });
      return { contents: instrumenter.instrumentSync(code, path), loader: 'js' };
    });
  },
};
