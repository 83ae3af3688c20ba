import type { FetchOptions } from '@advtrain/engine/fetch';
import { load } from '@advtrain/models';
import type { LoadedModel } from '@advtrain/models';

/**
 * Opens a trained classifier of texts, with the classes that its folder names or those of `config`. Throws one sentence for one
 * whose head is missing or of another kind.
 */
export async function openClassifier(
  name: string,
  { config, ...options }: FetchOptions & { readonly config?: object },
): Promise<LoadedModel> {
  const loaded = await load(name, { ...options, ...(config && { config }) });
  const problem = problemOf(name, loaded);
  if (problem === undefined) return loaded;
  loaded.model.dispose();
  throw new Error(problem);
}

function problemOf(name: string, { labelNames, notes }: LoadedModel): string | undefined {
  if (labelNames.length < 2) return `${name} gives no classes: name a classifier of texts or pairs.`;
  const lost = notes.find((note) => note.startsWith('Drawn at random'));
  if (lost === undefined) return undefined;
  return `${name} answers nothing yet: ${lost} Train it first: advtrain train --model ${name}.`;
}
