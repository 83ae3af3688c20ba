import { recipes } from '@advtrain/datasets';
import type { Recipe } from '@advtrain/datasets';
import { Command } from 'commander';
import { columns } from '../columns.ts';
import { list, percent, rounded } from '../format.ts';
import { methods, optionsText } from '../methods.ts';
import { recipeNamed } from '../recipes.ts';

/** `advtrain recipes`. */
export function recipesCommand(): Command {
  return new Command('recipes')
    .description('List published experiments, or print one: its hyper-parameters, their source, and known problems.')
    .argument('[name]', 'a recipe, e.g. freelb/roberta-large/rte, or the beginning of some')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ advtrain recipes
  $ advtrain recipes freelb/roberta-large/rte
  $ advtrain train --recipe freelb/roberta-large/rte`,
    )
    .action((name: string | undefined, { json }: { json?: boolean }) => {
      const beginning = recipes.filter((recipe) => recipe.name.startsWith(`${name ?? ''}/`));
      const chosen = name === undefined ? recipes : beginning.length > 0 ? beginning : [recipeNamed(name)];
      const text = chosen.length === 1 ? chosen.map(details).join('') : overview(chosen);
      process.stdout.write(json ? `${JSON.stringify(chosen, null, 2)}\n` : text);
    });
}

function overview(chosen: readonly Recipe[]): string {
  const rows = chosen.map(({ name, options, training, published }) => [
    ...[name, optionsText(options), text(training.learningRate ?? ''), `${training.batchSize ?? ''}`],
    ...[`${training.steps ?? ''}`, published ?? ''],
  ]);
  const header = ['recipe', 'options', 'learning rate', 'batch', 'steps', 'published'];
  return `${columns([header, ...rows], [2, 3, 4])}\nadvtrain recipes NAME prints one with its source and its known problems.\n`;
}

function details({ name, method, model, task, options, training, published, source, problems }: Recipe): string {
  const { warmup, steps, ...rest } = training;
  const rows = [
    ['method', methods[method].title],
    ['options', optionsText(options)],
    ['model', model],
    ['task', task],
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
