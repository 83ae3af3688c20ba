import { key } from '@advtrain/engine';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { greedySubstitution, neighboursOf, pwws, wordnet, type TextAttack } from '../../src/index.node.ts';
import { byRules, type WordRule } from '../../src/words/candidates/candidates.ts';
import {
  deleteCharacter,
  homoglyphOf,
  insertCharacter,
  substituteCharacter,
  swapCharacters,
} from '../../src/words/candidates/characters.ts';
import { greedy } from '../../src/words/search/greedy.ts';
import { wordAttack } from '../../src/words/run/word-attack.ts';
import { recoverCase } from '../../src/words/text/case.ts';
import { editDistance } from '../../src/words/text/edit-distance.ts';
import { stopWords } from '../../src/words/text/stop-words.ts';
import { isOneWord, wordAt, worded } from '../../src/words/text/words.ts';
import { wordModel } from './models.ts';

/** What TextAttack 0.3.11 itself gives: reference/words.py. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'fixtures', 'textattack.json'), 'utf8'));
const lexicon = await wordnet();

test.each<{ text: string; words: string[] }>(golden.words)('has the words of $text', ({ text, words }) => {
  const found = worded(text);
  expect(found.spans.map((_, index) => wordAt(found, index))).toEqual(words);
});

test.each<{ like: string; made: string[] }>(golden.cases)('puts words in the case of $like', ({ like, made }) => {
  expect(['word', 'Word', 'wOrd'].map((word) => recoverCase(word, like))).toEqual(made);
});

test('counts edits as editdistance does, up to a limit', () => {
  for (const { first, second, distance } of golden.distances as { first: string; second: string; distance: number }[]) {
    expect(editDistance(first, second, Infinity)).toBe(distance);
    expect(editDistance(first, second, distance)).toBe(distance);
    expect(editDistance(first, second, distance - 1)).toBe(Infinity);
  }
});

describe('edits of characters', () => {
  const rules: Record<string, [WordRule, pattern?: boolean]> = {
    swap: [swapCharacters()],
    substitute: [substituteCharacter(), true],
    delete: [deleteCharacter()],
    insert: [insertCharacter(), true],
    innerSwap: [swapCharacters({ inner: true })],
    innerDelete: [deleteCharacter({ inner: true })],
    innerSpace: [insertCharacter({ inner: true, inserted: ' ' })],
  };

  test.each(Object.keys(rules))('%s makes what TextAttack can make, and every bit of it', (name) => {
    const [rule, pattern = false] = rules[name]!;
    for (const each of golden.characters as Record<string, string[]>[]) {
      const word = each.word as unknown as string;
      const made = new Set<string>();
      for (let draw = 0; draw < 400; draw++)
        for (const candidate of rule(word, (_, below) => Math.floor(below * (((draw + 1) * 0.6180339887) % 1))))
          if (candidate !== word) made.add(candidate);
      const all = new Set(each[name]);
      // A letter by chance stands as `?` in the fixture: one of the characters that the word does not share.
      const reduced = [...made].map((candidate) => (pattern ? patternOf(candidate, all) : candidate));
      expect(new Set(reduced), word).toEqual(all);
    }
  });

  test('homoglyphs are the same, in the same order', () => {
    for (const { word, homoglyph } of golden.characters as { word: string; homoglyph: string[] }[])
      expect(homoglyphOf()(word, () => 0)).toEqual(homoglyph);
  });

  function patternOf(candidate: string, all: ReadonlySet<string>): string {
    const found = [...all].find((each) => {
      const [before, after] = each.split('?') as [string, string];
      return (
        candidate.length === each.length &&
        candidate.startsWith(before) &&
        candidate.endsWith(after) &&
        /[a-zA-Z]/.test(candidate[before.length]!)
      );
    });
    return found ?? candidate;
  }
});

test('finds the synonyms that NLTK finds in the same files, by the same dictionary forms', () => {
  for (const { word, synonyms } of golden.synonyms as { word: string; synonyms: string[] }[]) {
    const found = lexicon.synonyms(word).filter((each) => each !== word && !each.includes('_') && isOneWord(each));
    expect(found.sort(), word).toEqual(synonyms.sort());
  }
});

interface Case {
  readonly attack: string;
  readonly budget: number | null;
  readonly classes: number;
  readonly sharpness: number;
  readonly text: string;
  readonly label: number;
  readonly broken: boolean;
  readonly adversarial: string | null;
  readonly queries: number;
  readonly asked: number;
  readonly hash: string;
}

const attacks: Record<string, TextAttack> = {
  pwws: pwws(lexicon, { goal: 'probability' }),
  substitution: greedySubstitution(neighboursOf(golden.table), { goal: 'probability' }),
  characters: wordAttack({
    name: 'every swap and deletion',
    needs: ['logits'],
    part: 'text',
    goal: 'probability',
    search: (subject) =>
      greedy(
        subject,
        { candidates: byRules([allSwaps, allDeletions]), stopWords, mostCharacters: 3 },
        { importance: 'unknown', relative: false },
      ),
  }),
};

function allSwaps(word: string): readonly string[] {
  return Array.from({ length: word.length - 1 }, (_, at) => swapCharacters()(word, () => at)).flat();
}

function allDeletions(word: string): readonly string[] {
  return word.length < 2 ? [] : Array.from(word, (_, at) => deleteCharacter()(word, () => at)).flat();
}

describe.each(Object.keys(attacks))('%s asks, chooses and counts as TextAttack', (name) => {
  const cases = (golden.searches as Case[]).filter(({ attack }) => attack === name);

  test.each(cases)('$classes classes × $sharpness, budget $budget: $text', async (each) => {
    const model = wordModel(each.classes, each.sharpness);
    const examples = { texts: [each.text], labels: [each.label] };
    const [outcome] = await attacks[name]!.run(model, examples, {
      key: key(1),
      ...(each.budget !== null && { budget: { queries: each.budget } }),
    });
    const asked = model.calls.slice(1).flat();
    expect({
      broken: outcome!.broken,
      adversarial: outcome!.adversarial?.[0] ?? null,
      queries: outcome!.queries,
      asked: outcome!.asked,
    }).toEqual({ broken: each.broken, adversarial: each.adversarial, queries: each.queries, asked: each.asked });
    expect(asked).toHaveLength(each.asked);
    const all = asked.map(([text]) => text).sort();
    expect(createHash('sha256').update(all.join('\n')).digest('hex').slice(0, 16)).toBe(each.hash);
  });
});
