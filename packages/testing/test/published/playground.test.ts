import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const { buildPlayground } = (await import(new URL('../../../../scripts/docs/playground.js', import.meta.url).href)) as {
  buildPlayground: (folder: string) => Promise<void>;
};

const browser = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));
const name = 'the playground in a browser';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
};

describe.skipIf(browser === undefined)(
  browser === undefined ? `${name} (skipped: no chromium; set CHROMIUM)` : name,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'advtrain-playground-'));
    const wrong: string[] = [];
    const asked: string[] = [];
    let server: Server;
    let address = '';
    let chrome: Browser;
    let page: Page;

    beforeAll(async () => {
      await buildPlayground(folder);
      server = serve(folder);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      chrome = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox', '--disable-quic'] });
      page = await chrome.newPage({ viewport: { width: 400, height: 800 }, hasTouch: true });
      page.on('request', (request) => asked.push(request.url()));
      page.on('pageerror', (error) => wrong.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') wrong.push(message.text());
      });
      await page.goto(address);
      await page.locator('#sentences .word').first().waitFor({ timeout: 240_000 });
    });

    afterAll(async () => {
      await chrome.close();
      server.close();
      rmSync(folder, { recursive: true });
    });

    test('says what it runs on, and shows the three as alike as they begin', async () => {
      expect(await page.locator('#backend').textContent()).toMatch(/^It runs on WebAssembly/);
      const scores = await scoresOf(page);
      expect(Object.keys(scores)).toEqual(['Natural', 'FreeLB', 'PGD']);
      expect(scores['FreeLB']).toEqual(scores['Natural']);
      expect(scores['PGD']).toEqual(scores['Natural']);
    });

    test('lowers the loss of all three, and breaks natural training by the attack more than what trained against it', async () => {
      const before = await scoresOf(page);
      await page.locator('#toggle').tap();
      await expect.poll(() => stepsOf(page), { timeout: 240_000, interval: 200 }).toBeGreaterThanOrEqual(100);
      await page.locator('#toggle').tap();
      const after = await scoresOf(page);
      for (const way of ['Natural', 'FreeLB', 'PGD']) {
        expect(after[way]!.loss).toBeLessThan(before[way]!.loss);
        expect(after[way]!.attackedAccuracy).toBeGreaterThan(0);
        expect(after[way]!.attackedAccuracy).toBeLessThanOrEqual(after[way]!.accuracy);
      }
      expect(after['Natural']!.attackedLoss).toBeGreaterThan(after['FreeLB']!.attackedLoss);
      expect(after['Natural']!.attackedLoss).toBeGreaterThan(after['PGD']!.attackedLoss);
      expect(await page.locator('#attacked-accuracy-chart path[stroke^="var("]').count()).toBe(3);
      expect(await page.locator('#along-chart path[stroke^="var("]').count()).toBe(3);
    });

    test('stands still while it is paused', async () => {
      await expect.poll(() => page.locator('#toggle').textContent()).toBe('Start');
      const steps = await settled(page);
      await page.waitForTimeout(300);
      expect(await stepsOf(page)).toBe(steps);
    });

    test('colours the words of a sentence by how far the attack moves each, and says towards which word', async () => {
      await page.locator('#own').fill('a wonderful film with zyxw');
      const words = page.locator('[data-way=freelb] .word');
      await expect
        .poll(() => words.locator('.text').allTextContents())
        .toEqual('a wonderful film with zyxw'.split(' '));
      const all = await words.all();
      const colours = await Promise.all(all.map((word) => word.getAttribute('style')));
      expect(new Set(colours).size).toBeGreaterThan(1);
      expect(colours).toContain('--heat: 75%;');
      for (const towards of await words.locator('small').allTextContents()) expect(towards).toMatch(/^→ \S+$/);
      expect(await words.locator('.unknown').allTextContents()).toEqual(['zyxw']);
    });

    test('goes back to the start where a slider is moved', async () => {
      await page.locator('#steps').fill('2');
      await expect.poll(() => stepsOf(page)).toBe(0);
      expect(await page.locator('#steps-value').textContent()).toBe('2');
      await expect.poll(async () => (await scoresOf(page))['PGD']!.loss).toBeCloseTo(0.69, 1);
    });

    test('does not scroll sideways on a telephone', async () => {
      const width = await page.locator('html').evaluate<number, { scrollWidth: number }>(widthOf);
      expect(width).toBe(400);
    });

    test('asks nobody but its own server, and has no errors', () => {
      expect(asked.some((url) => url.endsWith('.wasm'))).toBe(true);
      expect(asked.filter((url) => !url.startsWith(address) && !/^(blob|data):/.test(url))).toEqual([]);
      expect(wrong).toEqual([]);
    });

    test('refuses a backend that there is not, in a sentence', async () => {
      const other = await chrome.newPage();
      await other.goto(`${address}?backend=abacus`);
      const failure = other.getByRole('alert');
      await failure.waitFor();
      expect(await failure.textContent()).toContain('asks for the backend abacus, but it must be one of webgpu, wasm');
      await other.close();
    });
  },
);

/** Serves the files of a folder, and nothing else. */
function serve(folder: string): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', types[extname(file)] ?? 'text/plain').end(readFileSync(file));
  });
}

interface Scores {
  readonly loss: number;
  readonly attackedLoss: number;
  readonly accuracy: number;
  readonly attackedAccuracy: number;
}

/** The newest numbers of each of the three, as the page has them. */
async function scoresOf(page: Page): Promise<Record<string, Scores>> {
  const rows = await page.locator('#scores tr').all();
  const entries = await Promise.all(
    rows.map(async (row) => {
      const way = await row.locator('th').textContent();
      const numbers = (await row.locator('td').allTextContents()).map((text) => Number(text.replace('%', '')));
      const [loss, attackedLoss, accuracy, attackedAccuracy] = numbers as [number, number, number, number];
      return [way!, { loss, attackedLoss, accuracy, attackedAccuracy }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function stepsOf(page: Page): Promise<number> {
  return Number(/\d+/.exec((await page.locator('#steps-taken').textContent())!)![0]);
}

/** The steps that have been taken once what was going on has ended. */
async function settled(page: Page): Promise<number> {
  await page.locator('#own').fill('an end');
  await page.locator('[data-way=pgd] .text', { hasText: 'end' }).waitFor();
  return stepsOf(page);
}

/** How wide what a part of a page holds is. Runs in the page. */
function widthOf({ scrollWidth }: { readonly scrollWidth: number }): number {
  return scrollWidth;
}
