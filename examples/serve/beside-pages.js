// @ts-check
// A classifier within a server that is there already: comments of a guest book are classified before they are shown.
// After `npm ci && npm run build`:   node examples/serve/beside-pages.js MODEL [PORT]   (a folder that advtrain train wrote)

import { createServer } from 'node:http';
import { engine } from '@advtrain/engine';
import { askedClassifier, classifications } from '@advtrain/evaluate';
import { load } from '@advtrain/models';

const [folder, port = '8080'] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder of a model: node examples/serve/beside-pages.js MODEL');

await engine();
const { labelNames, ...loaded } = await load(folder);
// Kept for the life of the server: what it records for one comment serves the next.
const model = askedClassifier({ ...loaded, labelNames });

/** @type {string[]} */
const shown = [];

const server = createServer(async (request, response) => {
  if (request.method === 'POST') {
    const comment = await textOf(request);
    if (comment === undefined) {
      response.writeHead(413).end('A comment has at most 10,000 characters.\n');
      return;
    }
    const [answer] = classifications(await model.logits([[comment]]), labelNames);
    shown.push(`${answer?.label} (${((answer?.probability ?? 0) * 100).toFixed(0)} %): ${comment}`);
  }
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(`${shown.join('\n')}\n`);
});

server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(`listening on http://127.0.0.1:${address.port}`);
});
process.once('SIGTERM', () => server.close());

/**
 * What was sent, unless it is too long.
 *
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<string | undefined>}
 */
async function textOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    if (text.length <= 10_000) text += chunk;
  }
  return text.length > 10_000 ? undefined : text;
}
