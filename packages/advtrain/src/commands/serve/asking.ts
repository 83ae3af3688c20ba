import type { TextParts } from '@advtrain/attacks';
import { classifications } from '@advtrain/evaluate';
import type { AskedModel } from '@advtrain/evaluate';
import type { Opened } from '../answering/answering.ts';
import { encodedQuestion, foundAnswers } from '../answering/found-answers.ts';
import type { EncodedQuestion } from '../answering/found-answers.ts';
import { taggedWords } from '../answering/tagged-words.ts';
import { wordsIn } from '../answering/words-in.ts';
import type { WindowFlags } from '../../options/window-options.ts';
import type { Asking } from './service.ts';

/** Classes of texts, or pairs of them: `{ "label", "probability", "probabilities" }` for each. */
export function askingClasses(
  model: AskedModel,
  { labelNames, temperature }: { readonly labelNames: readonly string[]; readonly temperature: number },
): Asking<TextParts> {
  return {
    path: '/classify',
    body: '{"texts": ["…"]}',
    read: ({ texts, pairs }) => {
      if (!isTexts(texts)) return 'The body must be JSON with "texts", a list of one text or more.';
      if (pairs === undefined) return texts.map((text) => [text]);
      if (!isTexts(pairs) || pairs.length !== texts.length)
        return `"pairs" must be a list of as many texts as "texts" has: ${texts.length}.`;
      return texts.map((text, row) => [text, pairs[row]!]);
    },
    answer: async (asked) => classifications(await model.logits(asked), labelNames, temperature),
  };
}

/** Tags of words, which texts are divided into or given in: `{ "words", "tags", "entities" }` for each. */
export function askingTags(opened: Opened): Asking<readonly string[]> {
  return {
    path: '/tag',
    body: '{"texts": ["…"]}',
    read: ({ texts, words }) => {
      if (isTexts(texts) && words === undefined) return texts.map(wordsIn);
      if (texts === undefined && Array.isArray(words) && words.length > 0 && words.every(isTexts)) return words;
      return 'The body must be JSON with "texts", a list of one text or more, or with "words", a list of lists of words.';
    },
    answer: (asked) => taggedWords(opened, asked),
  };
}

/** Answers in passages: `{ "answer", "start", "end", "score", "probability" }` for each. */
export function askingAnswers(opened: Opened, flags: WindowFlags): Asking<EncodedQuestion> {
  return {
    path: '/answer',
    body: '{"questions": ["…"], "contexts": ["…"]}',
    read: ({ questions, contexts }) => {
      if (!isTexts(questions) || !isTexts(contexts) || contexts.length !== questions.length)
        return 'The body must be JSON with "questions", a list of one text or more, and "contexts", as many passages.';
      try {
        return questions.map((question, row) => encodedQuestion(opened, { question, context: contexts[row]! }, flags));
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    answer: (asked) => foundAnswers(opened, asked, flags),
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}
