import { presentSplits, task } from '@advtrain/datasets';
import type { Recipe } from '@advtrain/datasets';
import { cached, knownModel } from '@advtrain/models';
import { hasModel } from './recipes.ts';

/** What a recipe takes that may have to be downloaded, or is not to be had. */
export interface RecipeNeeds {
  readonly model: {
    /** As the hub states it; none of a net for images, which starts at random. */
    readonly licence?: string;
    /** How large its download is. */
    readonly bytes?: number;
    /** Whether it needs no download. */
    readonly present: boolean;
  };
  readonly data: {
    /** As its origin states it. */
    readonly licence: string;
    /** Examples to train on. */
    readonly rows: number;
    /** Whether all its splits with labels need no download. */
    readonly present: boolean;
  };
}

/** What each of those recipes needs, in their order; data may be in the folder `dataFrom`. */
export async function needsOf(recipes: readonly Recipe[], dataFrom?: string): Promise<readonly RecipeNeeds[]> {
  const models = await each(recipes, (recipe) => recipe.model, modelOf);
  const data = await each(
    recipes,
    (recipe) => recipe.task,
    (recipe) => dataOf(recipe, dataFrom),
  );
  return recipes.map((recipe) => ({ model: models.get(recipe.model)!, data: data.get(recipe.task)! }));
}

/** A value for each different name: many recipes are of the same model or task. */
async function each<Value>(
  recipes: readonly Recipe[],
  nameOf: (recipe: Recipe) => string,
  make: (recipe: Recipe) => Promise<Value>,
): Promise<ReadonlyMap<string, Value>> {
  const first = new Map(recipes.map((recipe) => [nameOf(recipe), recipe]));
  return new Map(await Promise.all([...first].map(async ([name, recipe]) => [name, await make(recipe)] as const)));
}

async function modelOf(recipe: Recipe): Promise<RecipeNeeds['model']> {
  const known = knownModel(recipe.model);
  if (!known) return { present: hasModel(recipe) };
  return { licence: known.licence, bytes: known.bytes, present: (await cached(recipe.model)) !== undefined };
}

async function dataOf(recipe: Recipe, dataFrom: string | undefined): Promise<RecipeNeeds['data']> {
  const found = task(recipe.task);
  const labelled = Object.entries(found.splits).flatMap(([name, split]) => (split.labelled ? [name] : []));
  const present = await presentSplits(found, dataFrom);
  return {
    licence: found.licence,
    rows: found.splits['train']?.rows ?? 0,
    present: labelled.every((name) => present.includes(name)),
  };
}
