import type { FetchOptions } from '@advtrain/engine/fetch';
import { load } from '@advtrain/models';
import type { LoadedModel } from '@advtrain/models';

type Options = FetchOptions & { readonly config?: object };

/**
 * Opens a trained classifier of texts, with the classes that its folder names or those of `config`. Throws one sentence for one
 * whose head is missing or of another kind.
 */
export async function openClassifier(name: string, options: Options): Promise<LoadedModel> {
  return opened(name, options, (loaded) => classless(name, loaded) ?? headless(name, loaded));
}

/** Opens a trained model of texts with a head of any kind. Throws one sentence for one whose head is missing. */
export async function openTrained(name: string, options: Options): Promise<LoadedModel> {
  return opened(name, options, (loaded) => headless(name, loaded));
}

async function opened(
  name: string,
  options: Options,
  problemOf: (loaded: LoadedModel) => string | undefined,
): Promise<LoadedModel> {
  const loaded = await load(name, options);
  const problem = problemOf(loaded);
  if (problem === undefined) return loaded;
  loaded.model.dispose();
  throw new Error(problem);
}

function classless(name: string, { labelNames }: LoadedModel): string | undefined {
  return labelNames.length < 2 ? `${name} gives no classes: name a classifier of texts or pairs.` : undefined;
}

function headless(name: string, { notes }: LoadedModel): string | undefined {
  const lost = notes.find((note) => note.startsWith('Drawn at random'));
  if (lost === undefined) return undefined;
  return `${name} answers nothing yet: ${lost} Train it first: advtrain train --model ${name}.`;
}
