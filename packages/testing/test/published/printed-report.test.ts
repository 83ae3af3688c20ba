import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { page as pageOf, type Comparison } from '@advtrain/compare';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../root.ts';

const browser = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));
const name = 'a report on paper';

/** A4 without the margins of 12 mm, in the pixels of CSS. */
const paper = { width: Math.floor((186 / 25.4) * 96), height: Math.floor((273 / 25.4) * 96) };

describe.skipIf(browser === undefined)(
  browser === undefined ? `${name} (skipped: no chromium; set CHROMIUM)` : name,
  () => {
    let chrome: Browser;
    let page: Page;

    beforeAll(async () => {
      const results = readFileSync(join(root, 'bench/comparison/reviews/results.json'), 'utf8');
      chrome = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox', '--disable-quic'] });
      page = await chrome.newPage({ viewport: paper });
      await page.setContent(pageOf(JSON.parse(results) as Comparison));
      await page.emulateMedia({ media: 'print' });
    });

    afterAll(async () => {
      await chrome.close();
    });

    test('shows what is folded on the screen', async () => {
      const folded = await page.evaluate<readonly (readonly number[])[]>(`
        [...document.querySelectorAll('details:not([open])')].map((details) =>
          [...details.querySelectorAll('td, li')].map((each) => each.checkVisibility() && each.getBoundingClientRect().height))`);
      expect(folded.length).toBeGreaterThan(1);
      for (const heights of folded) {
        expect(heights.length).toBeGreaterThan(0);
        expect(Math.min(...heights)).toBeGreaterThan(0);
      }
    });

    test('cuts nothing: all lies within the width of A4, and nothing scrolls', async () => {
      const beyond = await page.evaluate<readonly string[]>(`
        [...document.querySelectorAll('body *')]
          .filter((each) => each.getBoundingClientRect().right > ${paper.width + 1} ||
            (getComputedStyle(each).overflowX !== 'visible' && each.tagName !== 'svg' && each.scrollWidth > each.clientWidth + 1))
          .map(({ tagName, textContent }) => tagName + ' ' + textContent.slice(0, 60))`);
      expect(beyond).toEqual([]);
    });
  },
);
