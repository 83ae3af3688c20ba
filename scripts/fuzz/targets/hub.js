import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fetchHub } from '../../../packages/engine/src/fetch/hub/hub.ts';

const commit = 'a'.repeat(40);
const content = '{"model_type":"bert"}';
const sha1 = createHash('sha1').update(`blob ${content.length}\0${content}`).digest('hex');
const entry = { type: 'file', path: 'config.json', size: content.length, oid: sha1 };
const large = {
  type: 'file',
  path: 'sub/model.safetensors',
  size: content.length,
  oid: 'b'.repeat(40),
  lfs: { oid: createHash('sha256').update(content).digest('hex'), size: content.length, pointerSize: 130 },
};

// An input is what the hub answers: of the repository, and of its files.
const answer = (info, files) => Buffer.from(JSON.stringify({ info, files }));
let now = { info: {}, files: [] };
const server = createServer(({ url }, response) => {
  response.setHeader('content-type', 'application/json');
  if (url.includes('/resolve/')) response.end(content);
  else response.end(JSON.stringify(url.includes('/tree/') ? now.files : now.info) ?? 'null');
});

export default {
  json: true,
  // What breaks off is asked for again.
  longest: 15_000,
  async seeds() {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.HF_ENDPOINT = `http://127.0.0.1:${server.address().port}`;
    const info = {
      _id: '1',
      id: 'owner/name',
      sha: commit,
      private: false,
      gated: false,
      downloads: 1,
      likes: 1,
      lastModified: '2024-01-01T00:00:00.000Z',
    };
    return [answer(info, [entry]), answer(info, [entry, large])];
  },
  words: ['../', '"path":', '"size":', '"oid":', '"type":"directory"'],
  async run(input, folder) {
    now = parsed(input);
    if (now === undefined) return undefined;
    process.env.ADVTRAIN_CACHE = join(folder, 'cache');
    const ended = await fetchHub({ kind: 'model', id: 'owner/name' }, (files) => files.map(({ path }) => path)).catch(
      (error) => ({ error }),
    );
    const strange = readdirSync(folder).filter((name) => name !== 'cache');
    if (strange.length > 0) return `wrote outside its folder: ${strange.join()}`;
    if (ended.error) throw ended.error;
    if (!ended.folder.startsWith(join(folder, 'cache'))) return `put a model into ${ended.folder}`;
    const lost = ended.paths.find((path) => !existsSync(join(ended.folder, path)));
    return lost && `lacks ${lost}, which it says it got`;
  },
};

function parsed(input) {
  try {
    const value = JSON.parse(Buffer.from(input).toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
