import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nearestNeighbours, neighboursOf, pwws, readNeighbours, synonymTable, wordnet } from '../../src/index.node.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-words-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('neighbours', () => {
  test('from a table are those of the table', async () => {
    const found = await readNeighbours(file('table.json', '{"film": ["movie", "picture"], "br": []}'));
    expect(found.name).toBe('table.json');
    expect(found.size).toBe(1);
    expect(found.of('film')).toEqual(['movie', 'picture']);
    expect(found.of('br')).toEqual([]);
    expect(found.of('constructor')).toEqual([]);
  });

  test('from a lexicon are the single words that it has for those of some texts', () => {
    const synonyms: Readonly<Record<string, readonly string[]>> = {
      film: ['film', 'Movie', 'motion_picture', 'picture', 'movie', 'flick'],
      lone: ['lone'],
    };
    const lexicon = { name: 'own', synonyms: (word: string) => synonyms[word] ?? [] };
    const texts = ['A FILM, a lone film.', 'unknown'];
    expect(synonymTable(lexicon, texts)).toEqual({ film: ['movie', 'picture', 'flick'] });
    expect(synonymTable(lexicon, texts, 1)).toEqual({ film: ['movie'] });
    expect(() => synonymTable(lexicon, texts, 0)).toThrow('most is 0');
  });

  test('from vectors are the nearest by cosine, above one, nearest first', async () => {
    const vectors = '4 2\nup 1 0\nhigh 9 1\nleft 0 2\nslope 1 1\n';
    const found = await readNeighbours(file('vectors.txt', vectors), { cosine: 0.6 });
    expect(found.of('up')).toEqual(['high', 'slope']);
    expect(found.of('left')).toEqual(['slope']);
    expect(found.of('down')).toEqual([]);
    expect((await readNeighbours(file('same.txt', vectors), { most: 1 })).of('up')).toEqual(['high']);
  });

  test.each([
    ['[]', 'must be an object of lists of words by words: { "movie": ["film"] }.'],
    ['{"film": "movie"}', 'has "movie" for "film", but must have a list of words.'],
    ['{"film"', 'is not JSON: give a table of neighbours, or vectors under another ending.'],
  ])('refuse %s', async (content, sentence) => {
    await expect(readNeighbours(file('bad.json', content))).rejects.toThrow(sentence);
  });

  test.skipIf(process.platform === 'win32').each(['pipe.json', 'pipe.txt'])('refuse a pipe, %s', async (name) => {
    execFileSync('mkfifo', [join(folder, name)]);
    await expect(readNeighbours(join(folder, name))).rejects.toThrow('it is a pipe or a device, not a file.');
  });

  test('refuse vectors of another length, and a file that is not there', async () => {
    await expect(nearestNeighbours(['a 1 2', 'b 1 2 3'], { name: 'v' })).rejects.toThrow(
      'v: line 2 is not a word and 2 numbers.',
    );
    await expect(nearestNeighbours(['a 1 x'], { name: 'v' })).rejects.toThrow('v: line 1 is not a word and');
    await expect(readNeighbours(join(folder, 'none.txt'))).rejects.toThrow('none.txt could not be read: ENOENT');
    expect(neighboursOf({}).size).toBe(0);
  });
});

describe('WordNet', () => {
  const licence = '  1 WordNet 3.0 Copyright 2006 by Princeton University.  \n';
  const offset = String(licence.length).padStart(8, '0');
  const mouse = `${offset} 05 n 02 mouse 0 little_beast 0 000 | small  \n`;
  const galore = `${offset} 00 a 02 galore(ip) 0 plenty 0 000 | much  \n`;

  function dictionary(name: string, files: Record<string, string>): string {
    const path = mkdtempSync(join(folder, name));
    for (const speech of ['noun', 'verb', 'adj', 'adv'])
      for (const kind of ['index', 'data']) writeFileSync(join(path, `${kind}.${speech}`), licence);
    for (const [each, content] of Object.entries(files)) writeFileSync(join(path, each), content);
    return path;
  }

  const files = {
    'index.noun': `${licence}mouse n 1 1 @ 1 0 ${offset}  \n`,
    'data.noun': licence + mouse,
    'index.adj': `${licence}galore a 1 0 1 0 ${offset}  \n`,
    'data.adj': licence + galore,
  };
  const exceptions = { 'noun.exc': 'mice mouse\n', 'verb.exc': '', 'adj.exc': '', 'adv.exc': '' };

  test('has a lemma by its form, its rule and its exception, and adjectives without where they stand', async () => {
    const lexicon = await wordnet({ from: dictionary('whole', { ...files, ...exceptions }) });
    expect(lexicon.synonyms('Mouse')).toEqual(['mouse', 'little_beast']);
    expect(lexicon.synonyms('mouses')).toEqual(['mouse', 'little_beast']);
    expect(lexicon.synonyms('mice')).toEqual(['mouse', 'little_beast']);
    expect(lexicon.synonyms('galore')).toEqual(['galore', 'plenty']);
    expect(lexicon.synonyms('mous')).toEqual([]);
    expect(lexicon.synonyms('')).toEqual([]);
  });

  test('names its version, and PWWS is itself with that of NLTK alone', async () => {
    const nltk = await wordnet({ from: dictionary('nltk', { ...files, ...exceptions }) });
    const npm = await wordnet();
    expect([nltk.name, npm.name]).toEqual(['WordNet 3.0', 'WordNet 3.1 without exceptions']);
    expect(pwws(nltk, { goal: 'probability' }).name).toBe('PWWS');
    expect(pwws(nltk).name).toBe('PWWS on logits');
    expect(pwws(npm, { goal: 'probability' }).name).toBe('PWWS with WordNet 3.1 without exceptions');
  });

  test('says what is missing, and what is damaged', async () => {
    await expect(wordnet({ from: join(folder, 'nowhere') })).rejects.toThrow(
      "could not be read: name a folder of WordNet's files, index.noun and so on.",
    );
    await expect(wordnet({ from: dictionary('other', { 'data.noun': 'something\n' }) })).rejects.toThrow(
      'data.noun does not say which WordNet it is of',
    );
    const shifted = await wordnet({ from: dictionary('shifted', { ...files, 'data.noun': `${licence} ${mouse}` }) });
    expect(() => shifted.synonyms('mouse')).toThrow(
      `data.noun has no meaning at ${licence.length}: it is damaged, or of another version than its index.`,
    );
  });
});
