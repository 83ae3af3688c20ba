import type { TextModel, TextParts } from '../../src/index.ts';

/** A model that is computed in integers, as reference/words.py computes it: of words, and of each two in a row. */
export function wordModel(classes: number, sharpness: number): TextModel & { readonly calls: readonly TextParts[][] } {
  const calls: TextParts[][] = [];
  return {
    classes,
    calls,
    async logits(texts) {
      calls.push([...texts]);
      return texts.map((parts) => logitsOf(parts.join(' '), classes, sharpness));
    },
  };
}

function logitsOf(text: string, classes: number, sharpness: number): readonly number[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const said = [...words, ...words.slice(1).map((word, index) => `${words[index]!} ${word}`)];
  return Array.from({ length: classes }, (_, c) =>
    said.reduce((sum, each) => sum + ((fnv(`${each} ${c}`) % 33) - 16) * (sharpness / 8), 0),
  );
}

function fnv(text: string): number {
  let value = 2166136261;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 16777619) >>> 0;
  return value;
}

/** What the model answers to a text: the class with the largest logit. */
export async function answer(model: TextModel, parts: TextParts): Promise<number> {
  const [logits] = await model.logits([parts]);
  return logits!.indexOf(Math.max(...logits!));
}
