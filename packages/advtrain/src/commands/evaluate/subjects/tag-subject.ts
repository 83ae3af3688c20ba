import { hash } from '@advtrain/compare';
import { schemeOf } from '@advtrain/datasets';
import type { Examples, TaggedTokens } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { tokenSet } from '@advtrain/evaluate';
import { encode, encodeAtOnce } from '../../../loading/encode.ts';
import { checksums } from '../../../models/checksums.ts';
import { openTrained } from '../../../models/classifier.ts';
import type { Subject } from './subject.ts';

/** Opens a model that tags words, by its own tags. Throws one sentence for one that does not, or lacks a tag of the examples. */
export async function openTagSubject(
  name: string,
  examples: Examples,
  { maxLength: most, ...options }: FetchOptions & { readonly maxLength: number },
): Promise<Subject> {
  const { model, tokenizer, folder, maxLength: longest, labelNames } = await openTrained(name, options);
  const maxLength = Math.min(most, longest);
  const encoding = { tokenizer, maxLength };
  try {
    if (model.config.task !== 'token-classification')
      throw new Error(`${name} gives no tags, but the words of the data have some: name a model that tags words.`);
    const known = byTags(name, examples, labelNames);
    const encoded = (await encode(known, { ...encoding, ...options })) as readonly TaggedTokens[];
    const scheme = schemeOf(known.tags!.map((tags) => tags.map((tag) => labelNames[tag]!)));
    return {
      name,
      model,
      set: tokenSet(encoded, { padId: tokenizer.padId, maxLength, tagNames: labelNames, scheme }),
      classes: labelNames.length,
      encode: (texts) => encodeAtOnce({ ...texts, labels: texts.texts.map(() => 0), labelNames }, encoding),
      padId: tokenizer.padId,
      maxLength,
      parameters: Object.values(model.params).reduce((sum, { size }) => sum + size, 0),
      fingerprint: hash([maxLength, ...(await checksums(folder))]),
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Examples whose tags are numbered as a model has them. */
function byTags(name: string, examples: Examples, labelNames: readonly string[]): Examples {
  const places = examples.labelNames.map((tag) => labelNames.indexOf(tag));
  const lost = examples.labelNames.find((_, tag) => places[tag]! < 0);
  if (lost !== undefined)
    throw new Error(`The data have the tag ${lost}, but ${name} knows ${labelNames.join(', ')}: name other data.`);
  return { ...examples, labelNames, tags: examples.tags!.map((tags) => tags.map((tag) => places[tag]!)) };
}
