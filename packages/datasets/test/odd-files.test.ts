import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../src/files/rows.node.ts';
import { divideTextFile, textFile } from '../src/index.node.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odd-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

describe('lines end as in Python, whatever the line before ended with:', () => {
  test.each([
    ['a.csv', 'text,label\r\na,1\nb,0\nc,1\n'],
    ['b.csv', 'text,label\na,1\r\nb,0\r\nc,1\r\n'],
    ['c.csv', 'text,label\ra,1\rb,0\rc,1'],
    ['d.tsv', 'text\tlabel\r\na\t1\nb\t0\rc\t1'],
    ['e.jsonl', '{"text":"a","label":1}\r\n{"text":"b","label":0}\r{"text":"c","label":1}\n'],
  ])('%s', async (name, content) => {
    const { texts, labels } = await textFile(await file(name, content));
    expect({ texts, labels }).toEqual({ texts: ['a', 'b', 'c'], labels: [1, 0, 1] });
  });

  test('a line end of two characters between two pieces of a long file is one', async () => {
    for (const filling of ['', 'x']) {
      const rows = Array.from({ length: 20_000 }, (_, row) => `w${row}${filling},${row % 2}\r\n`);
      const { texts } = await textFile(await file('long.csv', `text,label\r\n${rows.join('')}`));
      expect(texts).toHaveLength(20_000);
    }
  });
});

describe('a column named twice is refused, for either could be meant,', () => {
  test.each([
    ['a.csv', 'text,label,text\na,1,b\n', /a\.csv has two columns called "text": rename or remove one of them\.$/],
    ['a.tsv', 'label\ttext\tlabel\n1\ta\t0\n', /a\.tsv has two columns called "label"/],
    [
      'a.jsonl',
      '{"text":"a","label":1}\n{"text":"b","label":0,"text":"c"}',
      /a\.jsonl, line 2: it has "text" twice\.$/,
    ],
  ])('in %s', async (name, content, sentence) => {
    await expect(textFile(await file(name, content))).rejects.toThrow(sentence);
  });

  test.each([
    ['b.csv', 'text,label,,\na,1,,\nb,0,,\n'],
    ['b.jsonl', '{"text":"\\"text\\": b","label":1,"more":{"text":2}}\n{"text":"text","label":0}'],
  ])('unless it is not read: %s', async (name, content) => {
    expect((await textFile(await file(name, content))).labels).toEqual([1, 0]);
  });
});

test('of Parquet, a column named twice is refused', async () => {
  const bytes = await readFile(new URL('fixtures/rte.parquet', import.meta.url), 'latin1');
  const path = join(folder, 'twice.parquet');
  await writeFile(path, bytes.replaceAll('sentence2', 'sentence1'), 'latin1');
  await expect(textFile(path, { text: 'sentence1', labelNames: ['0', '1'] })).rejects.toThrow(
    /twice\.parquet has two columns called "sentence1": rename or remove one of them\.$/,
  );
});

describe('a column pair that nobody named', () => {
  const rows = [
    { text: 'a', pair: 'c', label: 'x' },
    { text: 'b', pair: 'd', label: 'y' },
  ];
  const files = {
    'pairs.csv': 'text,pair,label\na,c,x\nb,d,y\n',
    'pairs.tsv': 'text\tpair\tlabel\na\tc\tx\nb\td\ty\n',
    'pairs.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
  };

  test.each(Object.entries(files))('of %s is said to be left out, once', async (name, content) => {
    const notes: string[] = [];
    const path = await file(name, content);
    const onNote = (note: string) => void notes.push(note);
    expect(await textFile(path, { onNote })).not.toHaveProperty('pairs');
    const said = `${path} has a column pair, which is not read: name it where the text is one of two (pair=pair).`;
    expect(notes).toEqual([said]);
    expect(await textFile(path, { pair: 'pair', onNote })).toMatchObject({ pairs: ['c', 'd'] });
    await textFile(path, { text: 'pair', onNote });
    expect(notes).toEqual([said]);
  });

  test('of Parquet is told of, though it is not read', async () => {
    const told: (readonly string[])[] = [];
    const path = fileURLToPath(new URL('fixtures/rte.parquet', import.meta.url));
    const rows = rowsOf(path, { needed: ['sentence1'], onColumns: (names) => void told.push(names) });
    for await (const row of rows) expect(Object.keys('values' in row ? row.values : {})).toEqual(['sentence1']);
    expect(told).toEqual([expect.arrayContaining(['sentence1', 'sentence2', 'label'])]);
  });

  test('of a file that is divided is said to be left out, once', async () => {
    const notes: string[] = [];
    const lines = Array.from({ length: 40 }, (_, place) => `text ${place},other,${place % 2}`);
    const path = await file('divided.csv', `text,pair,label\n${lines.join('\n')}\n`);
    const divided = await divideTextFile(path, { onNote: (note) => void notes.push(note) });
    for await (const example of divided.examples('training')) expect(example).not.toHaveProperty('pair');
    expect(notes).toHaveLength(1);
  });
});

describe('labels that are the same number', () => {
  test('are one class, and a sentence says so', async () => {
    const notes: string[] = [];
    const path = await file('numbers.csv', 'text,label\na,1\nb,1.0\nc,0\nd,0.50\ne,.5\nf,01\n');
    const { labels, labelNames } = await textFile(path, { onNote: (note) => void notes.push(note) });
    expect(labelNames).toEqual(['0', '.5', '0.50', '01', '1']);
    expect(labels).toEqual([4, 4, 0, 2, 1, 3]);
    expect(notes).toEqual([`${path} spells numbers in label in several ways, of which each is one class: 1 and 1.0.`]);
  });

  test('are found under the names of another file, and keep their own where they have one spelling', async () => {
    const notes: string[] = [];
    const train = await textFile(await file('floats.csv', 'text,label\na,1.0\nb,0.0\n'));
    expect(train.labelNames).toEqual(['0.0', '1.0']);
    const path = await file('whole.csv', 'text,label\na,1\nb,0\n');
    const dev = await textFile(path, { labelNames: train.labelNames, onNote: (note) => void notes.push(note) });
    expect({ labels: dev.labels, notes }).toEqual({ labels: [1, 0], notes: [] });
  });

  test('too large to be told apart as floats are not, and refused where they are read as floats', async () => {
    const path = await file('large.csv', 'text,label\na,9007199254740993\nb,9007199254740992\n');
    expect((await textFile(path)).labelNames).toHaveLength(2);
    const json = await file(
      'large.jsonl',
      '{"text":"a","label":9007199254740993}\n{"text":"b","label":"9007199254740992"}',
    );
    await expect(textFile(json)).rejects.toThrow(
      'large.jsonl, line 1: label is 9007199254740992, or a number near it, for numbers so large are rounded: give it as text.',
    );
  });
});

describe('JSON lines', () => {
  test('have null for what Python writes as NaN and Infinity, and texts keep these words', async () => {
    const path = await file(
      'nan.jsonl',
      '{"text":"a NaN \\"b","label":1,"x":NaN}\n{"text":"Infinity","label":0,"x":[-Infinity]}',
    );
    expect((await textFile(path)).texts).toEqual(['a NaN "b', 'Infinity']);
    const missing = await file(
      'missing.jsonl',
      '{"text":"a","label":NaN}\n{"text":"b","label":0}\n{"text":"c","label":1}',
    );
    await expect(textFile(missing)).rejects.toThrow(/line 1: label is null, but must be one of 0, 1\.$/);
  });

  test.each([
    ['label', '[', '', ']'],
    ['text', '{"a":', '1', '}'],
  ])('with a %s nested 200,000 deep are refused in one sentence', async (column, open, inside, close) => {
    const deep = open.repeat(200_000) + inside + close.repeat(200_000);
    const row = column === 'text' ? `{"label":1,"text":${deep}}` : `{"text":"a","label":${deep}}`;
    const path = await file('deep.jsonl', `${row}\n{"text":"b","label":0}\n{"text":"c","label":1}`);
    await expect(textFile(path)).rejects.toThrow(
      new RegExp(`line 1: ${column} is nested too deep to be shown, but must be`),
    );
  });
});

test.each(['0x10', '0b1', 'Infinity', '1_000', '1e999'])('%s is no value of a regression', async (label) => {
  const path = await file('values.csv', `text,label\na,-1.5e3\nb,${label}\n`);
  await expect(textFile(path, { regression: true })).rejects.toThrow(
    `values.csv, line 3: label is "${label}", but must be a decimal number.`,
  );
});

test.each([
  ['""', 'empty'],
  ['null', 'empty'],
  ['["a"]', '["a"]'],
  ['{"a":1}', '{"a":1}'],
])('labels that all are %s are refused in a sentence', async (label, what) => {
  const path = await file('none.jsonl', `{"text":"a","label":${label}}\n`.repeat(3));
  await expect(textFile(path)).rejects.toThrow(
    `none.jsonl, line 1: label is ${what}, but must be a name or a number, which it is in no row.`,
  );
});

test('columns with blanks around their names are named in quotes', async () => {
  const path = await file('blank.csv', 'text, label\na,1\n');
  await expect(textFile(path, { labelNames: ['0', '1'] })).rejects.toThrow(
    'there is no column "label" (there are text, " label"): name the right one.',
  );
});

test.each(['csv', 'tsv', 'jsonl', 'parquet'])('a folder called .%s is refused as one', async (ending) => {
  const path = join(folder, `folder.${ending}`);
  await mkdir(path);
  await expect(textFile(path)).rejects.toThrow(`${path} is a folder: name a file.`);
});

test.each(['csv', 'jsonl'])('a file called .%s that is compressed is refused as such', async (ending) => {
  const path = await file(`packed.${ending}`, gzipSync('text,label\na,1\n'));
  await expect(textFile(path)).rejects.toThrow(
    `${path} is compressed by gzip: unpack it first, as gzip -dc FILE > OTHER does.`,
  );
});

test('bytes of Parquet that are no UTF-8 are a bad row', async () => {
  const path = fileURLToPath(new URL('fixtures/binary.parquet', import.meta.url));
  await expect(textFile(path)).rejects.toThrow(
    'binary.parquet, row 2: text is bytes that are no UTF-8, but must be text.',
  );
  expect((await textFile(path, { onBadRow: () => undefined })).texts).toEqual(['café']);
});

test('of 20,000 columns the first are named, and how many more there are', async () => {
  const columns = Array.from({ length: 20_000 }, (_, column) => `c${column}`);
  const none = await file('wide.csv', `${columns.join()}\n${columns.join()}\n`);
  await expect(textFile(none)).rejects.toThrow(/there is no column "text" \(there are c0, .*, c19 … and 19,980 more\)/);
  const short = await file('short.csv', `${columns.join()}\n1,2\n`);
  await expect(textFile(short)).rejects.toThrow(/has 2 columns, but must have 20000: c0, .*, c19 … and 19,980 more\.$/);
});

test('a divided file of values has two examples for development at least, and counts the examples of classes', async () => {
  const rows = Array.from({ length: 6 }, (_, row) => `text ${row},${row % 3}\n`).join('');
  const path = await file('six.csv', `text,label\n${rows}`);
  const { sizes, counts } = await divideTextFile(path, { regression: true });
  expect({ sizes, counts }).toEqual({ sizes: { training: 4, development: 2 }, counts: [] });
  const classes = await divideTextFile(path);
  expect(classes.sizes).toEqual({ training: 5, development: 1 });
  expect(classes.counts).toEqual([2, 2, 2]);
});

describe.skipIf(process.platform === 'win32')('a pipe in place of a file is refused, and not waited for:', () => {
  test.each(['a.csv', 'b.tsv', 'c.jsonl', 'd.parquet'])('%s', async (name) => {
    const path = join(folder, `pipe-${name}`);
    execFileSync('mkfifo', [path]);
    await expect(textFile(path)).rejects.toThrow(`${path} could not be read: it is a pipe or a device, not a file.`);
  });
});
