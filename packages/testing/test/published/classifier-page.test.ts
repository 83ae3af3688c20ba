import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../process.ts';
import { root } from '../root.ts';

const browser = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));
const name = 'the page of examples/browser';
const command = join(root, 'packages', 'advtrain', 'bin', 'advtrain.js');
const texts = ['good film', 'a bad film, and a very long one: bad, bad, bad', ''];

interface Predicted {
  readonly label: string;
  readonly probability: number;
}

describe.skipIf(browser === undefined)(
  browser === undefined ? `${name} (skipped: no chromium; set CHROMIUM)` : name,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'advtrain-page-'));
    let served: ChildProcess;
    let address = '';
    let chrome: Browser;

    beforeAll(async () => {
      const rows = Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? `good film ${i},ja` : `bad film ${i},nein`));
      writeFileSync(join(folder, 'films.csv'), `text,label\n${rows.join('\n')}\n`);
      const train = [
        '--method',
        'natural',
        '--data',
        'films.csv',
        '--model',
        'tiny-bert',
        '--steps',
        '40',
        '--learning-rate',
        '3e-3',
        '--max-length',
        '48',
      ];
      for (const args of [
        ['train', ...train, '--out', 'model', '--quiet'],
        ['export', 'model', '--out', 'onnx', '--quiet'],
      ]) {
        const { code, stderr } = await run(process.execPath, [command, ...args], folder);
        expect(code, stderr).toBe(0);
      }
      served = spawn(process.execPath, [join(root, 'examples/browser/serve.js'), 'onnx', '0'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(createInterface({ input: served.stdout! }), 'line')) as [string];
      address = /http:\S+/.exec(line)![0];
      chrome = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox', '--disable-quic'] });
    });

    afterAll(async () => {
      await chrome.close();
      served.kill('SIGTERM');
      await once(served, 'close');
      rmSync(folder, { recursive: true });
    });

    test('classifies as Node does, to 1e-4 in the logits, and asks nobody but its own server', async () => {
      const page = await chrome.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(address);
      const status = page.getByRole('status');
      await page.waitForFunction(
        "!document.querySelector('[role=status]').textContent.includes('loading')",
        undefined,
        {
          timeout: 240_000,
        },
      );
      expect(await status.textContent()).toBe('The model is ready.');
      const expected = await inNode(join(folder, 'onnx'));
      for (const [place, text] of texts.entries()) {
        await page.getByRole('textbox').fill(text);
        await page.getByRole('button').click();
        const label = expected[place]!.label;
        await page.waitForFunction(
          `document.querySelector('[role=status]').textContent === ${JSON.stringify(label)} && !!document.querySelector('tr')`,
        );
        const logits = await page.evaluate<number[]>(
          "[...document.querySelectorAll('tr')].map((row) => Number(row.dataset.logit))",
        );
        expect(logits).toHaveLength(2);
        for (const [at, logit] of logits.entries())
          expect(Math.abs(logit - expected[place]!.logits[at]!)).toBeLessThan(1e-4);
      }
      const long = 'a bad film, '.repeat(400);
      const asking = ['predict', 'model', '--text', long, '--json', '--quiet'];
      const predicted = JSON.parse((await run(process.execPath, [command, ...asking], folder)).stdout) as Predicted;
      await page.getByRole('textbox').fill(long);
      await page.getByRole('button').click();
      await page.waitForFunction(
        `document.querySelector('[role=status]').textContent === ${JSON.stringify(predicted.label)}`,
      );
      const cut = await page.evaluate<number[]>(
        "[...document.querySelectorAll('tr')].map((row) => Number(row.dataset.logit))",
      );
      // A text that is cut ends in [SEP], as any other does.
      const [highest, lowest] = cut.toSorted((a, b) => b - a) as [number, number];
      expect(1 / (1 + Math.exp(lowest - highest))).toBeCloseTo(predicted.probability, 5);
      expect(asked.some((url) => url.endsWith('.wasm'))).toBe(true);
      expect(asked.filter((url) => !url.startsWith(address) && !/^(blob|data):/.test(url))).toEqual([]);
    });

    test.each(['/wasm/..%2fpackage.json', '/model/../films.csv', '/library/nothing.js', '/etc/passwd'])(
      'is served with nothing else: %s is not there',
      async (path) => {
        expect((await fetch(`${address}${path}`)).status).toBe(404);
      },
    );
  },
);

/** What transformers.js says in Node, in this process. */
async function inNode(
  folder: string,
): Promise<readonly { readonly label: string; readonly logits: readonly number[] }[]> {
  const found = createRequire(join(root, 'packages/onnx/package.json')).resolve('@huggingface/transformers');
  const { AutoModelForSequenceClassification, AutoTokenizer, env } = (await import(
    pathToFileURL(found).href
  )) as typeof import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = dirname(folder);
  const tokenizer = await AutoTokenizer.from_pretrained(basename(folder));
  const model = await AutoModelForSequenceClassification.from_pretrained(basename(folder), { dtype: 'fp32' });
  const all = [];
  for (const text of texts) {
    const { logits } = (await model(tokenizer(text, { truncation: true }))) as { logits: { data: Float32Array } };
    const values = [...logits.data];
    const names = (model.config as unknown as { id2label: Record<string, string> }).id2label;
    all.push({ label: names[values.indexOf(Math.max(...values))]!, logits: values });
  }
  return all;
}
