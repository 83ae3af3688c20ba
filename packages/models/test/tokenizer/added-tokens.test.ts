import { describe, expect, test } from 'vitest';
import { plainToken, sections, type AddedToken } from '../../src/tokenizer/added-tokens.ts';
import { readTokenizer, tokenizerTexts } from '../../src/tokenizer/folder/tokenizer-folder.node.ts';
import { inFolder } from './in-folder.ts';

/** How texts are divided at one token of id 7, with such settings. */
function dividedAt(content: string, change: Partial<AddedToken>): (text: string) => readonly (string | number)[] {
  return sections([{ ...plainToken(content, true), ...change, id: 7 }], (text) => text);
}

describe('a text with added tokens', () => {
  test('loses the white space that a token takes along, before it, behind it, and none besides', () => {
    const text = 'a \t[M]\n [M]  b';
    expect(dividedAt('[M]', {})(text)).toEqual(['a \t', 7, '\n ', 7, '  b']);
    expect(dividedAt('[M]', { lstrip: true })(text)).toEqual(['a', 7, 7, '  b']);
    expect(dividedAt('[M]', { rstrip: true })(text)).toEqual(['a \t', 7, 7, 'b']);
    expect(dividedAt('[M]', { lstrip: true, rstrip: true })('\u3000[M]\u3000')).toEqual([7]);
  });

  test('has no token of a single word where a letter touches it, of one place or of two', () => {
    const divided = dividedAt('go', { single_word: true });
    expect(divided('go, ago go 𝐱go go𝐱 go')).toEqual([7, ', ago ', 7, ' 𝐱go go𝐱 ', 7]);
  });

  test('is divided in a time that grows with its length, whatever blanks there are', () => {
    const blanks = ' '.repeat(200_000);
    const start = performance.now();
    const found = dividedAt('[M]', { lstrip: true, rstrip: true })(`${blanks}x[M]${blanks}${'y[M]'.repeat(50_000)}`);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(found).toHaveLength(100_002);
  });
});

test('texts of a tokenizer whose padding is a word like others read it as one, and name no padding that Python would look for', async () => {
  const generic = {
    added_tokens: [],
    pre_tokenizer: { type: 'BertPreTokenizer' },
    model: {
      type: 'WordLevel',
      unk_token: '[UNK]',
      vocab: { '[PAD]': 0, '[UNK]': 1, film: 2, '[': 3, PAD: 4, ']': 5 },
    },
  };
  const settings = { tokenizer_class: 'PreTrainedTokenizerFast' };
  const texts = await inFolder({ 'tokenizer.json': generic, 'tokenizer_config.json': settings }, tokenizerTexts);
  expect(JSON.parse(texts['tokenizer_config.json']!)).toEqual(settings);
  const again = await inFolder(texts, readTokenizer);
  expect([...again.encode('film [PAD]').ids]).toEqual([2, 3, 4, 5]);
  expect(again.padId).toBe(0);
  const named = { 'tokenizer.json': generic, 'tokenizer_config.json': { ...settings, pad_token: '[PAD]' } };
  expect(JSON.parse((await inFolder(named, tokenizerTexts))['tokenizer_config.json']!)).toMatchObject({
    pad_token: '[PAD]',
  });
});
