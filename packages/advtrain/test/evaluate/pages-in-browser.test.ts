import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluationPage } from '../../src/commands/evaluate/report/page.ts';
import { evidencePage } from '../../src/commands/harden/evidence/page.ts';
import { evidence } from '../harden/evidence.ts';

const browser = [process.env['CHROMIUM'], '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));
const name = 'a page in a browser';
const labels = Array.from({ length: 20 }, () => 0);
const report = new URL('../../../../bench/comparison/reviews/report.html', import.meta.url);
const pages = [
  ['the evidence of harden', () => evidencePage(evidence, labels)],
  ['the report of evaluate', () => evaluationPage(evidence.evaluation)],
  ['the report of compare', () => readFileSync(report, 'utf8')],
] as const;

/** What is wrong with a page as it is shown: how far it is wider than the window, and texts that stand out too little. */
const faults = `(() => {
  const parts = (colour) => {
    const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((each) => each / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const { backgroundColor } = getComputedStyle(each);
      if (parts(backgroundColor)[3] === 255) return backgroundColor;
    }
    return 'Canvas';
  };
  const contrast = (element) => {
    const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const texts = [...document.querySelectorAll('p, li, td, th, h1, h2, h3, summary')].filter((each) => each.textContent.trim() && each.getClientRects().length > 0);
  const dim = texts.filter((each) => contrast(each) < 4.5).map((each) => each.outerHTML.slice(0, 120));
  const { scrollWidth, clientWidth } = document.documentElement;
  return { texts: texts.length, dim, wider: scrollWidth - clientWidth };
})()`;

describe.skipIf(browser === undefined)(
  browser === undefined ? `${name} (skipped: no chromium; set CHROMIUM)` : name,
  () => {
    let chrome: Browser;

    beforeAll(async () => {
      chrome = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox', '--disable-quic'] });
    });

    afterAll(async () => {
      await chrome.close();
    });

    for (const [title, html] of pages)
      for (const width of [360, 1280])
        test.each(['light', 'dark'] as const)(
          `${title}, ${width} px wide, does not scroll sideways and is easily read: %s`,
          async (colorScheme) => {
            const page = await chrome.newPage({ viewport: { width, height: 800 }, colorScheme });
            const wrong: string[] = [];
            page.on('pageerror', (error) => wrong.push(error.message));
            page.on('console', (message) => {
              if (message.type() === 'error') wrong.push(message.text());
            });
            await page.setContent(html());
            const { texts, ...found } = await page.evaluate<{ texts: number; dim: readonly string[]; wider: number }>(
              faults,
            );
            await page.close();
            expect(texts).toBeGreaterThan(10);
            expect({ ...found, wrong }).toEqual({ dim: [], wider: 0, wrong: [] });
          },
        );
  },
);
