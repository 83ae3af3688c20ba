import { pwws, wordnet, type LabelledTexts, type TextModel } from '@advtrain/attacks';
import { key } from '@advtrain/engine';
import { textModel } from '@advtrain/evaluate';
import { load } from '@advtrain/models';

/** PWWS on texts, whose classes are the model's own answers. */
export interface SearchRequest {
  /** A Hugging Face folder of a model of two classes. */
  readonly folder: string;
  /** A folder of WordNet's files. */
  readonly wordnet: string;
  readonly texts: readonly string[];
  /** Whether every query is asked alone, as a loop over texts would. */
  readonly alone?: boolean;
}

/** Reads model and WordNet; what it returns attacks all texts and counts. */
export async function searcher({
  folder,
  wordnet: from,
  texts,
  alone = false,
}: SearchRequest): Promise<() => Promise<Searched>> {
  const { model, tokenizer, maxLength } = await load(folder);
  const lexicon = await wordnet({ from });
  const asked = textModel(model, {
    classes: 2,
    encode: (parts) => tokenizer.encodeAll({ texts: parts.map(([text]) => text) }, { maxLength }),
    padId: tokenizer.padId,
    maxLength,
  });
  const classifier: TextModel = alone ? oneByOne(asked) : asked;
  const answers = await asked.logits(texts.map((text) => [text]));
  const examples: LabelledTexts = { texts, labels: answers.map((row) => row.indexOf(Math.max(...row))) };
  return async () => {
    const outcomes = await pwws(lexicon, { goal: 'probability' }).run(classifier, examples, {
      key: key(1),
      temperature: 1,
    });
    return {
      queries: outcomes.reduce((sum, { queries }) => sum + queries, 0),
      broken: outcomes.filter(({ broken }) => broken).length,
    };
  };
}

interface Searched {
  readonly queries: number;
  readonly broken: number;
}

function oneByOne(model: TextModel): TextModel {
  return {
    classes: model.classes,
    async logits(texts) {
      const all: (readonly number[])[] = [];
      for (const text of texts) all.push(...(await model.logits([text])));
      return all;
    },
  };
}
