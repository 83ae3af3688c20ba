import { describe, expect, test } from 'vitest';
import { describe as describeSettings, madeNow, markdown, page, plain, table } from '../src/index.ts';
import type { Comparison } from '../src/index.ts';
import { example, exampleRun } from './example.ts';

/** The tags that an XML file opens and does not close in their order. */
function openTags(xml: string): readonly string[] {
  const open: string[] = [];
  for (const [, end, name, own] of xml.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (end === '/' && open.at(-1) === name) open.pop();
    else if (own !== '/') open.push(name!);
  }
  return open;
}

describe('table', () => {
  test('gives the median of the seeds and their range', () => {
    const runs = [1, 2, 3].map((seed) => exampleRun('freelb', seed, { accuracy: { development: 0.8 + seed / 100 } }));
    const { methods } = example([1]);
    const { header, rows } = table({ ...example([1, 2, 3], runs), methods });
    expect(header[1]).toBe('movies');
    expect(rows.at(-1)?.[1]).toBe('82.0\n(81.0–83.0)');
    expect(rows[0]?.[1]).toBe('–');
  });

  test('marks what collapsed or diverged', () => {
    const runs = [
      exampleRun('pgd', 1, { predicted: [1, 0] }),
      exampleRun('yopo', 1, { status: 'diverged', accuracy: {}, robust: [], predicted: [] }),
    ];
    const names = table(example([1], runs)).rows.map((row) => row[0]);
    expect(names).toContain('PGD\n(collapsed)');
    expect(names).toContain('YOPO\n(diverged)');
  });

  test('is Markdown with one line a method, and fits a narrow terminal', () => {
    const t = table(example([1]));
    const lines = markdown(t).trimEnd().split('\n');
    expect(lines).toHaveLength(2 + t.rows.length);
    expect(new Set(lines.map((line) => line.split('|').length)).size).toBe(1);
    for (const line of plain(t, 60).split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe('the attack', () => {
  const attacking = (examples: number): Comparison => {
    const comparison = example([1]);
    const attack = { ...comparison.settings.attack!, examples };
    return { ...comparison, settings: { ...comparison.settings, attack } };
  };

  test('of some examples has their clean accuracy beside it, and that of all has not', () => {
    const run = example([1]).runs[0]!;
    const some = table(attacking(200));
    expect(some.header.slice(4, 7)).toEqual(['attacked\nε 0', 'attacked\nε 0.05', 'attacked\nε 0.2']);
    expect(some.rows[0]![4]).toBe((100 * run.robust[0]!.accuracy).toFixed(1));
    expect(table(attacking(500)).header.slice(4, 6)).toEqual(['attacked\nε 0.05', 'attacked\nε 0.2']);
  });

  test('is said to be of all examples, or of how many and which', () => {
    const text = (examples: number) => Object.fromEntries(describeSettings(attacking(examples)))['attack'];
    expect(text(200)).toContain(
      'on 200 of 500 development examples, chosen at random with the shares of classes that all have, and the same for all runs;',
    );
    expect(text(900)).toContain('on all 500 development examples;');
  });
});

describe('report page', () => {
  test('needs nothing but itself: no script, no address', () => {
    const html = page(example([1, 2, 3]));
    expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /<script|https?:|src=|@import|url\(| on\w+=/,
    );
    expect(html).toContain(`http-equiv="Content-Security-Policy" content="default-src 'none';`);
    // Five charts, and a forest plot of each measure.
    expect(html.match(/<figure/g)).toHaveLength(8);
    expect(html).toContain('<h3>Against natural, matched: out of domain</h3>');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('draws what is there when runs are missing', () => {
    const html = page(example([1], [exampleRun('natural', 1, { curve: [], epochCurve: [] })]));
    expect(html.match(/<figure/g)).toHaveLength(3);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('leaves out accuracy curves of one epoch, which are dots of accuracy against cost again', () => {
    const html = page(
      example([1], [exampleRun('natural', 1, { epochCurve: exampleRun('natural', 1).epochCurve.slice(1) })]),
    );
    expect(html).not.toContain('Learning curves: accuracy');
    expect(html).toContain('Accuracy against cost');
  });

  test('draws a method alike whatever it is compared with, a chosen configuration like its method', () => {
    const comparison = example([1]);
    const legendOf = (html: string) => /<ul class="legend">.*?<\/ul>/s.exec(html)![0];
    const item = (html: string, title: string) =>
      /<svg.*<\/svg>/.exec(
        legendOf(html)
          .split('<li>')
          .find((each) => each.includes(`${title}</li>`))!,
      )![0];
    const freelb = comparison.methods.filter(({ name }) => ['natural', 'freelb'].includes(name));
    const two = page({ ...comparison, methods: [...freelb].reverse() });
    expect(item(two, 'FreeLB')).toBe(item(page(comparison), 'FreeLB'));
    const [point] = freelb.filter(({ name }) => name === 'freelb').map((each) => ({ ...each, name: 'freelb-1' }));
    const searches = [{ method: 'freelb', title: 'FreeLB', points: [point!], units: 0 }];
    const searched = page({ ...comparison, methods: [freelb[0]!, point!], searches });
    expect(item(searched, 'FreeLB')).toBe(item(two, 'FreeLB'));
  });

  test('says in its title how many runs are done where not all are', () => {
    const comparison = example([1, 2]);
    expect(page(comparison)).toContain('<h1>6 training methods, 2 seeds</h1>');
    const begun = { ...comparison, runs: comparison.runs.slice(0, -1) };
    expect(page(begun)).toContain('<h1>6 training methods, 2 seeds (11 of 12 runs done)</h1>');
  });

  test('says of time that is allowed between how many steps the seeds of a method came', () => {
    const timed = { own: 1, natural: 1, overhead: 0, trial: 1, seconds: 2, steps: 450 };
    const runs = [216, 513, 300].map((steps, i) => exampleRun('freelb', i + 1, { steps, timed }));
    const { settings, ...rest } = example([1, 2, 3], runs);
    const text = Object.fromEntries(describeSettings({ ...rest, settings: { ...settings, budget: 'seconds=2' } }));
    expect(text['budget']).toContain('estimated: FreeLB 216–513 of 450');
  });

  test('is the same text for the same results', () => {
    expect(page(example([1]))).toBe(page(example([1])));
  });

  test('has each chart as a file, well formed, in colours of its own', () => {
    const html = page(example([1, 2, 3]));
    const files = [...html.matchAll(/download="([\w-]+)\.svg" href="data:image\/svg\+xml;base64,([^"]+)"/g)];
    expect(files).toHaveLength(8);
    for (const [, , data] of files) {
      const svg = Buffer.from(data!, 'base64').toString();
      expect(svg).toMatch(
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/,
      );
      expect(svg).not.toContain('var(');
      expect(openTags(svg)).toEqual([]);
    }
  });

  test('has the numbers of results.json, whole, in the files of its tables', () => {
    const comparison = example([1, 2, 3]);
    const html = page(comparison);
    const csv = /download="results\.csv" href="data:text\/csv;charset=utf-8;base64,([^"]+)"/.exec(html)![1]!;
    const [head, natural] = Buffer.from(csv, 'base64').toString().split('\r\n');
    expect(head).toMatch(/^method,"movies, median \(share\)","movies, lowest \(share\)","movies, highest \(share\)",/);
    const own = comparison.runs.flatMap(({ method, accuracy }) =>
      method === 'natural' ? [accuracy['development']!] : [],
    );
    const [low, median, high] = own.sort((a, b) => a - b);
    expect(natural!.split(',').slice(0, 4)).toEqual(['natural', ...[median, low, high].map(String)]);
    expect(html.match(/\.csv"/g)).toHaveLength(html.match(/<table/g)!.length);
    expect(html.match(/\.tex"/g)).toHaveLength(html.match(/<table/g)!.length);
  });

  test('says when, by what and on what it was made, and leads to the papers', () => {
    const comparison = example([1]);
    const made = madeNow({ backend: 'native', version: '2.21.0' }, "advtrain compare --out '<b>'");
    const paper = { authors: 'Zhu et al.', year: 2020, title: 'FreeLB', arxiv: '1909.11764' };
    const methods = comparison.methods.map((method) => (method.name === 'freelb' ? { ...method, paper } : method));
    const html = page({ ...comparison, made, methods, task: { ...comparison.task, licence: 'MIT' } });
    expect(html).toContain('<a href="https://arxiv.org/abs/1909.11764">Zhu et al. 2020, FreeLB, arXiv 1909.11764</a>');
    for (const said of [
      `${made.date.slice(0, 10)} `,
      `<td>${made.version}</td>`,
      made.machine.processor,
      'native 2.21.0, Node ',
      "advtrain compare --out '&lt;b&gt;'",
      '<th scope="row">licence of the data</th><td>MIT</td>',
    ])
      expect(html).toContain(said);
  });

  test('shows texts as texts', () => {
    const comparison = example([1]);
    const html = page({ ...comparison, task: { ...comparison.task, data: '<b>me & you</b>' } });
    expect(html).toContain('&lt;b&gt;me &amp; you&lt;/b&gt;');
  });
});
