import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const { strayLinks } = (await import(new URL('../../../../scripts/docs/links.js', import.meta.url).href)) as {
  strayLinks: (site: string, base: string) => readonly { readonly page: string; readonly link: string }[];
};

const site = mkdtempSync(join(tmpdir(), 'site-'));
afterAll(() => {
  rmSync(site, { recursive: true });
});

test.each(['/', '/advtrain/'])(
  'links of the site at %s that lead to no page or place are found, and no others',
  (base) => {
    const page = (name: string, links: readonly string[]) => {
      const anchors = links.map((link) => `<a class="x" href="${link}">there</a>`).join(' ');
      writeFileSync(join(site, name), `<h2 id="what&#39;s-new">New</h2>${anchors}`);
    };
    mkdirSync(join(site, 'docs'), { recursive: true });
    const right = [
      base,
      `${base}docs/other`,
      './docs/other.html?x#what&#39;s-new',
      '#what%27s-new',
      'https://example.org/none',
    ];
    page('index.html', [...right, `${base}docs/none`, '#old']);
    page('docs/other.html', ['../index.html', './index', `${base}#older`, '/elsewhere/docs/other']);
    expect(strayLinks(site, base)).toEqual([
      { page: 'docs/other.html', link: './index' },
      { page: 'docs/other.html', link: `${base}#older` },
      { page: 'docs/other.html', link: '/elsewhere/docs/other' },
      { page: 'index.html', link: `${base}docs/none` },
      { page: 'index.html', link: '#old' },
    ]);
  },
);

test('a link without the address of the site leads nowhere', () => {
  rmSync(site, { recursive: true });
  mkdirSync(site);
  writeFileSync(join(site, 'index.html'), '<a href="/index.html">there</a><a href="/advtrain">here</a>');
  expect(strayLinks(site, '/advtrain/')).toEqual([{ page: 'index.html', link: '/index.html' }]);
});
