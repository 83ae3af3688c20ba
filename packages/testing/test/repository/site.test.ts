import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const { strayLinks } = (await import(new URL('../../../../scripts/docs/links.js', import.meta.url).href)) as {
  strayLinks: (site: string) => readonly { readonly page: string; readonly link: string }[];
};

const site = mkdtempSync(join(tmpdir(), 'site-'));
afterAll(() => {
  rmSync(site, { recursive: true });
});

test('links of the site that lead to no page, or to no place on one, are found, and no others', () => {
  const page = (name: string, links: readonly string[]) => {
    const anchors = links.map((link) => `<a class="x" href="${link}">there</a>`).join(' ');
    writeFileSync(join(site, name), `<h2 id="what&#39;s-new">New</h2>${anchors}`);
  };
  mkdirSync(join(site, 'docs'));
  const right = ['/', '/docs/other', './docs/other.html?x#what&#39;s-new', '#what%27s-new', 'https://example.org/none'];
  page('index.html', [...right, '/docs/none', '#old']);
  page('docs/other.html', ['../index.html', './index', '/#older']);
  expect(strayLinks(site)).toEqual([
    { page: 'docs/other.html', link: './index' },
    { page: 'docs/other.html', link: '/#older' },
    { page: 'index.html', link: '/docs/none' },
    { page: 'index.html', link: '#old' },
  ]);
});
