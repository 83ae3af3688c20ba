import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { classify } from '@advtrain/evaluate';
import { load } from '@advtrain/models';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';
import { served } from '../served.ts';
import type { Served } from '../served.ts';
import { tinyClassifier } from '../tiny-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-answering-'));
const at = (name: string) => join(folder, name);
const model = at('model');
const wasm = ['--backend', 'wasm'];
const texts = [
  'the film was good',
  'an awful and very long and very dull film, bad from the start to the end',
  'great',
];

interface Answer {
  readonly label: string;
  readonly probability: number;
  readonly probabilities: Readonly<Record<string, number>>;
}

beforeAll(async () => {
  const words = { ja: ['good', 'great', 'fine'], nein: ['bad', 'awful', 'dull'] };
  const rows = Array.from({ length: 48 }, (_, i) => {
    const label = i % 2 === 0 ? 'ja' : 'nein';
    return `film ${i} was ${words[label][i % 3]},${label}`;
  });
  writeFileSync(at('films.csv'), `text,label\n${rows.join('\n')}\n`);
  writeFileSync(at('unlabelled.csv'), `sentence,stars\n${texts.map((text) => `"${text}",1`).join('\n')}\n`);
  await tinyClassifier({ data: at('films.csv'), folder });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the library says of the texts. */
async function known(options: { readonly temperature?: number } = {}): Promise<readonly Answer[]> {
  await engine({ backend: 'wasm' });
  const loaded = await load(model);
  expect(loaded.labelNames).toEqual(['ja', 'nein']);
  const answers = await classify(loaded, texts, options);
  loaded.model.dispose();
  return answers;
}

describe('advtrain predict', () => {
  test('says of each text, in their order, its class and the probabilities that the library gives', async () => {
    const asked = texts.flatMap((text) => ['--text', text]);
    const { code, out } = await advtrain(['predict', model, ...asked, ...wasm, '--quiet', '--json']);
    expect(code).toBe(0);
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer & { text: string });
    const expected = await known();
    expect(answers.map(({ text }) => text)).toEqual(texts);
    expect(answers.map(({ label }) => label)).toEqual(['ja', 'nein', 'ja']);
    for (const [row, { probability, probabilities, label }] of answers.entries()) {
      expect(probability).toBeCloseTo(expected[row]!.probability, 5);
      expect(probabilities[label]).toBe(probability);
      expect(probabilities['ja']! + probabilities['nein']!).toBeCloseTo(1, 6);
    }
  });

  test('reads a file without labels, and divides logits by a temperature', async () => {
    const file = ['--data', at('unlabelled.csv'), '--columns', 'text=sentence'];
    const { out } = await advtrain(['predict', model, ...file, ...wasm, '--quiet', '--temperature', '4']);
    const rows = out
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    const expected = await known({ temperature: 4 });
    expect(rows.map(([label, , text]) => [label, text])).toEqual(expected.map(({ label }, row) => [label, texts[row]]));
    rows.forEach(([, probability], row) => expect(Number(probability)).toBeCloseTo(expected[row]!.probability, 3));
  });

  test.each([
    ['nothing that is asked about', [], /^advtrain: --text and --data are missing;/],
    ['a text and a file', ['--text', 'a', '--data', 'x.csv'], /both say what is asked about/],
    ['fewer pairs than texts', ['--text', 'a', '--text', 'b', '--pair', 'c'], /--pair comes 1 times and --text 2;/],
    ['columns of no file', ['--text', 'a', '--columns', 'text=b'], /--columns is about the columns of a file;/],
    ['a temperature of 0', ['--text', 'a', '--temperature', '0'], /--temperature is 0, but must be above 0\./],
  ])('refuses %s in one sentence', async (_, args, sentence) => {
    const { code, err, out } = await advtrain(['predict', model, ...args, ...wasm]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test('answers every line of standard input, blank ones too, so that answers stand at their lines', async () => {
    const { code, out } = await advtrain(['predict', model, '--data', '-', ...wasm, '--quiet', '--json'], {
      hear: ({ stdin }) => void stdin.end('great\n\nx\u0085bad\n'),
    });
    expect(code).toBe(0);
    const said = out.trim().split('\n');
    expect(said.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual(['great', '', 'x\u0085bad']);
  });

  test('goes on with an endless stream only as long as somebody reads', async () => {
    const { code } = await advtrain(['predict', model, '--data', '-', ...wasm, '--quiet'], {
      hear: ({ stdin, stdout }) => {
        const lines = 'a film that was good\n'.repeat(600);
        const feed = setInterval(() => stdin.write(lines), 20);
        stdin.on('error', () => undefined);
        stdin.on('close', () => clearInterval(feed));
        stdout.once('data', () => stdout.destroy());
      },
    });
    expect(code).toBe(0);
  });

  test('refuses a file without the column of texts, and a model that answers nothing yet', async () => {
    const missing = await advtrain(['predict', model, '--data', at('unlabelled.csv'), ...wasm, '--quiet']);
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('line 2: there is no column "text" (there are sentence, stars): name the right one.');
    const none = await advtrain(['predict', at('nowhere'), '--text', 'a', ...wasm, '--quiet']);
    expect(none.code).toBe(1);
    expect(none.err.trim().split('\n')).toHaveLength(1);
  });
});

describe('advtrain serve', () => {
  let service: Served;
  const ask = (body: string, path = '/classify') => fetch(`${service.address}${path}`, { method: 'POST', body });

  beforeAll(async () => {
    service = await served([model, '--max-texts', '4', '--max-body', '2000', ...wasm]);
  });

  test('answers many at once as the library does, each his own', async () => {
    const expected = await known();
    const all = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const response = await ask(JSON.stringify({ texts: [texts[at % 3]] }));
        expect(response.status).toBe(200);
        return ((await response.json()) as { answers: Answer[] }).answers;
      }),
    );
    for (const [at, [answer, ...others]] of all.entries()) {
      expect(others).toEqual([]);
      expect(answer!.label).toBe(expected[at % 3]!.label);
      expect(answer!.probability).toBeCloseTo(expected[at % 3]!.probability, 5);
    }
  });

  test('says what it serves', async () => {
    const response = await fetch(`${service.address}/health`);
    expect(await response.json()).toEqual({
      status: 'ok',
      model,
      labels: ['ja', 'nein'],
      asks: '/classify',
      waiting: 0,
    });
  });

  test.each([
    ['no JSON', '{', 400, /must be JSON with "texts"/],
    ['no list of texts', '{"texts": ["a", 1]}', 400, /must be JSON with "texts"/],
    ['no text at all', '{"texts": []}', 400, /must be JSON with "texts"/],
    ['more texts than it takes', JSON.stringify({ texts: ['a', 'b', 'c', 'd', 'e'] }), 400, /5 texts, but at most 4/],
    ['pairs that are not as many', '{"texts": ["a"], "pairs": []}', 400, /"pairs" must be a list of as many/],
    ['a body that is too long', JSON.stringify({ texts: ['a'.repeat(3000)] }), 413, /longer than 2000 bytes/],
  ])('refuses %s', async (_, body, status, sentence) => {
    const response = await ask(body);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: string }).error).toMatch(sentence);
  });

  test('knows no other address, and no other way to ask', async () => {
    expect((await ask('{}', '/')).status).toBe(404);
    const got = await fetch(`${service.address}/classify`);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('a port that is taken is refused in one sentence', async () => {
    const port = new URL(service.address).port;
    const { code, err } = await advtrain(['serve', model, '--port', port, ...wasm, '--quiet']);
    expect(code).toBe(1);
    expect(err).toBe(
      `advtrain: 127.0.0.1, port ${port}, cannot be listened on (another program has it): name another with --host or --port.\n`,
    );
  });

  test('pairs and single texts of clients that ask at once have the answers that they have alone', async () => {
    const single = JSON.stringify({ texts: [texts[0]] });
    const pair = JSON.stringify({ texts: [texts[2], texts[1]], pairs: [texts[1], texts[0]] });
    const answers = async (body: string) => ((await (await ask(body)).json()) as { answers: Answer[] }).answers;
    const alone = [await answers(single), await answers(pair)];
    const all = await Promise.all(Array.from({ length: 12 }, (_, at) => answers(at % 2 ? pair : single)));
    for (const [at, some] of all.entries()) {
      expect(some).toHaveLength(1 + (at % 2));
      for (const [row, { probability }] of some.entries())
        expect(probability).toBeCloseTo(alone[at % 2]![row]!.probability, 5);
    }
  });

  test('takes no limit of what waits that is below that of a request', async () => {
    const { code, err } = await advtrain(['serve', model, '--max-texts', '4', '--max-waiting', '3', ...wasm]);
    expect(code).toBe(2);
    expect(err).toBe(
      'advtrain: --max-waiting is 3, but a request may have 4 texts, which would never be taken; give at least as many, or fewer with --max-texts.\n',
    );
  });

  test('told to stop, it waits no longer than seconds for a client that has sent half a question', async () => {
    const other = await served([model, ...wasm]);
    const half = connect(Number(new URL(other.address).port), '127.0.0.1');
    half.on('error', () => undefined);
    await once(half, 'connect');
    half.write('POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"texts"');
    expect((await fetch(`${other.address}/health`)).status).toBe(200);
    const began = performance.now();
    expect((await other.stop()).code).toBe(0);
    expect(performance.now() - began).toBeLessThan(60_000);
    half.destroy();
  });

  test('told to stop, it answers what it was asked and ends with 0', async () => {
    const asked = ask(JSON.stringify({ texts: [texts[1]] }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const ended = service.stop();
    expect((await asked).status).toBe(200);
    expect((await ended).code).toBe(0);
  });
});
