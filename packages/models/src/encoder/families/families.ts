import { albert } from './albert.ts';
import { bert } from './bert.ts';
import { deberta } from './deberta.ts';
import { distilbert } from './distilbert.ts';
import { electra } from './electra.ts';
import { modernbert } from './modernbert.ts';
import { mpnet } from './mpnet.ts';
import type { Family } from './family.ts';
import { camembert, roberta, xlmRoberta } from './roberta.ts';

const all = [bert, roberta, xlmRoberta, camembert, albert, distilbert, electra, mpnet, modernbert, deberta] as const;

/** The architectures that {@link encoder} implements, by their Hugging Face `model_type`. */
export type ModelType = (typeof all)[number]['type'];

/** All names of {@link ModelType}. */
export const modelTypes: readonly ModelType[] = all.map(({ type }) => type);

/** Every family by its `model_type`. */
export const families = Object.fromEntries(all.map((family) => [family.type, family])) as Readonly<
  Record<ModelType, Family>
>;
