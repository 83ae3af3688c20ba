import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../root.ts';

const browser = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));
const site = join(root, 'docs/.vitepress/dist');
const missing = browser === undefined ? 'no chromium; set CHROMIUM' : existsSync(site) ? undefined : 'run npm run docs';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

const pages = [
  '',
  'docs/getting-started',
  'docs/your-csv',
  'docs/choose-a-method',
  'docs/engines',
  'docs/evaluate',
  'docs/reliability',
  'docs/faq',
  'docs/glossary',
  'packages/advtrain/README',
  'docs/api/@advtrain/core',
];

describe.skipIf(missing !== undefined)(
  `the site in a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let server: Server;
    let address = '';
    let chrome: Browser;
    let page: Page;

    beforeAll(async () => {
      // It is served where it was built for: DOCS_BASE.
      const base = /href="([^"]*)assets\//.exec(readFileSync(join(site, 'index.html'), 'utf8'))![1]!;
      server = serve(base);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`;
      chrome = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox', '--disable-quic'] });
      page = await chrome.newPage({ viewport: { width: 400, height: 800 }, colorScheme: 'dark' });
    });

    afterAll(async () => {
      await chrome.close();
      server.close();
    });

    test.each(pages)('/%s fits a phone, and is dark where the reader has it so', async (path) => {
      expect((await page.goto(address + path))!.status()).toBe(200);
      const { width, ground } = await page.evaluate<{ readonly width: number; readonly ground: string }>(`({
      width: document.documentElement.scrollWidth,
      ground: getComputedStyle(document.body).backgroundColor,
    })`);
      expect(width).toBeLessThanOrEqual(400);
      const light = [...ground.matchAll(/\d+/g)].map(Number);
      expect(Math.max(...light.slice(0, 3)), ground).toBeLessThan(64);
    });

    test.each([
      ['csv', /\/docs\/your-csv/],
      ['projection', /\/docs\/(?!api|adr)/],
      ['getting started', /\/docs\/getting-started/],
      ['NaN', /\/docs\/(?!api|adr)/],
    ])('a search for "%s" has a guide first', async (query, guide) => {
      await page.goto(address);
      const field = page.locator('input.search-input');
      // A key that is pressed before the page's program runs opens nothing.
      for (let tries = 0; tries < 20 && !(await field.isVisible()); tries++) {
        await page.keyboard.press('Control+k');
        await field.waitFor({ timeout: 2000 }).catch(() => undefined);
      }
      await field.fill(query);
      const first = page.locator('.results .result').first();
      await first.waitFor();
      await expect.poll(() => first.getAttribute('href')).toMatch(guide);
    });
  },
);

/** Files as hosts of static pages give them: an address without an ending has the page of that name. */
function serve(base: string): Server {
  return createServer((request, answer) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://x').pathname);
    const inside = join(site, normalize(path.startsWith(base) ? path.slice(base.length) : '/404'));
    const file = [inside, `${inside}.html`, join(inside, 'index.html')].find(
      (each) => existsSync(each) && statSync(each).isFile(),
    );
    if (file === undefined) answer.writeHead(404).end();
    else
      answer
        .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
        .end(readFileSync(file));
  });
}
