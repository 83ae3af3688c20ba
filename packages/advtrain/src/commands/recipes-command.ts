import { bytes, count, list, optionsText, percent, rounded } from '@advtrain/compare';
import { recipes } from '@advtrain/datasets';
import type { Recipe } from '@advtrain/datasets';
import { Command } from 'commander';
import { methodNamed } from '../settings/assignments.ts';
import { needsOf } from '../settings/recipe-needs.ts';
import type { RecipeNeeds } from '../settings/recipe-needs.ts';
import { recipeNamed } from '../settings/recipes.ts';
import { columns } from '../terminal/columns.ts';

interface Flags {
  readonly json?: boolean;
  readonly dataFrom?: string;
}

/** A recipe, and what of it is on this machine. */
type Listed = Recipe & { readonly needs: RecipeNeeds };

/** `advtrain recipes`. */
export function recipesCommand(): Command {
  return new Command('recipes')
    .description(
      'List published experiments, with licences and what of them is on this machine already; or print one: its hyper-parameters, their source, and known problems.',
    )
    .argument('[name]', 'a recipe, e.g. freelb/roberta-large/rte, or the beginning of some')
    .option('--data-from <dir>', 'a folder of original files (default: ADVTRAIN_DATA)')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
The column "here" says whether the model and the data need no download: both are in a folder, in the cache, or in an
installed package. Licences are the model's and the data's.

Examples:
  $ advtrain recipes
  $ advtrain recipes freelb/roberta-large/rte
  $ advtrain train --recipe freelb/roberta-large/rte`,
    )
    .action(async (name: string | undefined, { json, dataFrom }: Flags) => {
      const beginning = recipes.filter((recipe) => recipe.name.startsWith(`${name ?? ''}/`));
      const chosen = name === undefined ? recipes : beginning.length > 0 ? beginning : [recipeNamed(name)];
      const needs = await needsOf(chosen, dataFrom);
      const listed = chosen.map((recipe, at): Listed => ({ ...recipe, needs: needs[at]! }));
      const text = listed.length === 1 ? listed.map(details).join('') : overview(listed);
      process.stdout.write(json ? `${JSON.stringify(listed, null, 2)}\n` : text);
    });
}

function overview(chosen: readonly Listed[]): string {
  const rows = chosen.map(({ name, options, training, published, needs: { model, data } }) => [
    name,
    optionsText(options),
    text(training.learningRate ?? ''),
    `${training.batchSize ?? ''}`,
    `${training.steps ?? ''}`,
    model.bytes === undefined ? '' : bytes(model.bytes),
    hereOf(model.present, data.present),
    licencesOf(model.licence, data.licence),
    published ?? '',
  ]);
  const header = ['recipe', 'options', 'learning rate', 'batch', 'steps', 'download', 'here', 'licences', 'published'];
  return `${columns([header, ...rows], [2, 3, 4, 5])}\nadvtrain recipes NAME prints one with its source and its known problems.\n`;
}

function hereOf(model: boolean, data: boolean): string {
  if (model && data) return 'all';
  if (model) return 'model';
  return data ? 'data' : '–';
}

function licencesOf(model: string | undefined, data: string): string {
  return model === undefined ? data : `${model}; ${data}`;
}

function modelText(recipe: Listed): string {
  const { licence, bytes: size, present } = recipe.needs.model;
  if (licence !== undefined && size !== undefined) {
    return `${recipe.model} (${licence}; ${present ? 'on this machine' : `${bytes(size)} to download`})`;
  }
  return `${recipe.model} (${present ? 'starts at random' : 'not among ours'})`;
}

function dataText({ task, needs: { data } }: Listed): string {
  const place = data.present ? 'on this machine' : 'not on this machine';
  return `${task} (${data.licence}; ${count(data.rows)} examples to train on; ${place})`;
}

function details(recipe: Listed): string {
  const { name, method, options, training, published, source, problems } = recipe;
  const { warmup, steps, ...rest } = training;
  const rows = [
    ['method', methodNamed(method).title],
    ['options', optionsText(options)],
    ['model', modelText(recipe)],
    ['task', dataText(recipe)],
    ...(steps === undefined ? [] : [['steps', `${steps}`]]),
    ...(warmup === undefined || steps === undefined ? [] : [['warmup', `${Math.round(warmup * steps)} steps`]]),
    ...Object.entries(rest).map(([setting, value]) => [setting, text(value)]),
    ...(published === undefined ? [] : [['published', published]]),
    ['source', source],
  ];
  return `${name}\n${columns(rows)}known problems\n${problems.map((problem) => `  - ${problem}\n`).join('')}`;
}

function text(value: string | number | readonly number[]): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? `${rounded(value)}` : `${list(value.map(percent))} of the steps`;
}
