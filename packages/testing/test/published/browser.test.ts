import { engine } from '@advtrain/engine';
import { build, type BuildOptions } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from './page.ts';
import { train } from './training.ts';

const { packages, place } = (await import(new URL('../../../../scripts/lint/layers.js', import.meta.url).href)) as {
  packages(): string[];
  place(file: string): { readonly pure: boolean } | undefined;
};

const browser = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));
const wasm = dirname(
  createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm'),
);

/** A program as a page would load it: pure sides only, and an error for anything of Node. */
async function bundle(entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>): Promise<string> {
  const { outputFiles } = await build({
    ...entry,
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    conditions: ['@advtrain/source'],
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

test('bundles the pure sides of every package for browsers, with nothing of Node', async () => {
  const pure = packages().filter((each) => place(`packages/${each}/src/index.ts`)?.pure);
  expect(pure).toEqual(expect.arrayContaining(['engine', 'datasets', 'freelb']));
  const contents = pure.map((each, at) => `export * as package${at} from '@advtrain/${each}';`).join('\n');
  expect(await bundle({ stdin: { contents, resolveDir: import.meta.dirname } })).not.toMatch(/["']node:/);
});

const name = 'training in a browser, on WebAssembly';

describe.skipIf(browser === undefined)(
  browser === undefined ? `${name} (skipped: no chromium; set CHROMIUM)` : name,
  () => {
    let server: Server;

    beforeAll(async () => {
      const page = await bundle({ entryPoints: [join(import.meta.dirname, 'page.ts')] });
      server = createServer((request, response) => {
        const path = request.url ?? '/';
        if (path === '/')
          response.setHeader('content-type', 'text/html').end('<script type="module" src="/page.js"></script>');
        else if (path === '/page.js') response.setHeader('content-type', 'text/javascript').end(page);
        else if (/^\/wasm\/[\w-]+\.wasm$/.test(path))
          response
            .setHeader('content-type', 'application/wasm')
            .end(readFileSync(join(wasm, path.slice('/wasm/'.length))));
        else response.writeHead(404).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });

    afterAll(() => {
      server.close();
    });

    test('takes the same FreeLB steps as Node does', async () => {
      const { port } = server.address() as AddressInfo;
      const chrome = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox', '--disable-quic'] });
      try {
        const page = await chrome.newPage();
        await page.goto(`http://127.0.0.1:${String(port)}/`);
        await page.waitForFunction('globalThis.outcome !== undefined', undefined, { timeout: 240_000 });
        const outcome = await page.evaluate<Outcome>('globalThis.outcome');
        expect(outcome.error).toBeUndefined();
        expect(outcome.backend).toBe('wasm');
        await engine({ backend: 'wasm' });
        const here = train();
        expect(here).toHaveLength(40);
        outcome.losses!.forEach((loss, i) => {
          expect(loss).toBeCloseTo(here[i]!, 5);
        });
        expect(mean(here.slice(-8))).toBeLessThan(0.7 * mean(here.slice(0, 8)));
      } finally {
        await chrome.close();
      }
    });
  },
);

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
