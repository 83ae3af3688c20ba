// @ts-check
// Serves the page beside it, transformers.js out of node_modules, and a model: what a web server of files would have.
// After `npm ci && npm run build`:   node examples/browser/serve.js ONNX [PORT]   (a folder that advtrain export wrote)

import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder, port = '8080'] = process.argv.slice(2);
if (folder === undefined || !existsSync(join(folder, 'onnx')))
  throw new Error('Name a folder that advtrain export wrote: node examples/browser/serve.js ONNX');

const library = import.meta.resolve('@huggingface/transformers');
const wasm = createRequire(library).resolve('onnxruntime-web');

/** Where files are, by the first part of their paths. */
const folders = {
  library: dirname(fileURLToPath(library)),
  wasm: dirname(wasm),
  model: folder,
};
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * The file of a path, if it is one that is served.
 *
 * @param {string} path
 */
function fileOf(path) {
  if (path === '/' || path === '/page.js') return join(import.meta.dirname, path === '/' ? 'index.html' : 'page.js');
  const [, first = '', file = ''] = /^\/(library|wasm|model)\/((?:onnx\/)?[\w-][\w.-]*)$/.exec(path) ?? [];
  return first === '' ? undefined : join(folders[/** @type {keyof typeof folders} */ (first)], file);
}

const server = createServer((request, response) => {
  const file = fileOf(new URL(request.url ?? '/', 'http://localhost').pathname);
  if (file === undefined || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const type = types[/** @type {keyof typeof types} */ (extname(file))] ?? 'application/octet-stream';
  response.setHeader('content-type', type);
  createReadStream(file).pipe(response);
});

server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(`open http://127.0.0.1:${address.port}`);
});
process.once('SIGTERM', () => {
  server.closeAllConnections();
  server.close();
});
