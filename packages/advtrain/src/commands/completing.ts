import { readdirSync } from 'node:fs';
import { list, UsageError, wordAttackNames } from '@advtrain/compare';
import { recipes, tasks } from '@advtrain/datasets';
import { catalogue } from '@advtrain/models';
import { Command } from 'commander';
import { methods } from '../methods.ts';
import { presets } from '../settings/presets.ts';

/** A word that may stand where the cursor is, and what it means. */
type Word = readonly [word: string, about: string];

/** `advtrain complete`, as the help shows it; {@link complete} does it. */
export function completeCommand(): Command {
  return new Command('complete')
    .description('Print what lets your shell complete commands, options and their values.')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .addHelpText(
      'after',
      `
Examples:
  $ advtrain complete bash >> ~/.bashrc
  $ advtrain complete zsh >> ~/.zshrc
  $ advtrain complete fish > ~/.config/fish/completions/advtrain.fish`,
    );
}

const shells = ['bash', 'zsh', 'fish', 'powershell'];

/** Answers a shell: with its script, or, asked by that, with what may stand where the cursor is. */
export async function complete(program: Command, [shell = '', ...line]: readonly string[]): Promise<void> {
  const { default: completed } = await import('@bomb.sh/tab');
  if (shell !== '--') {
    if (!shells.includes(shell))
      throw new UsageError(`There is no completion for "${shell}", only for ${list(shells)}.`);
    completed.setup('advtrain', 'advtrain', shell);
    return;
  }
  const typed = line.at(-1) ?? '';
  for (const command of program.commands) {
    const known = completed.command(command.name(), short(command.description()));
    for (const { long, flags, description, required, optional } of command.options) {
      const name = long!.slice(2);
      if (required || optional)
        known.option(
          name,
          description,
          offering(() => wordsOf(name, flags, typed)),
        );
      else known.option(name, short(description));
    }
    for (const argument of command.registeredArguments)
      known.argument(
        argument.name(),
        offering(() => paths(typed)),
        argument.variadic,
      );
  }
  completed.parse([...line]);
}

/** What fits beside a word in a list. */
function short(description: string): string {
  return description.length <= 70 ? description : `${description.slice(0, 69).trimEnd()}…`;
}

function offering(words: () => readonly Word[]): (offer: (word: string, about: string) => void) => void {
  return (offer) => {
    for (const [word, about] of words()) offer(word, about);
  };
}

/** What an option of that name can be: words that are known, paths where it takes one, else nothing. */
function wordsOf(name: string, flags: string, typed: string): readonly Word[] {
  const words = values[name]?.() ?? [];
  if (/<[^>]*(file|folder|dir|path|package)[^>]*>/.test(flags)) return [...words, ...paths(typed)];
  const list = /^(.*,)[^,]*$/.exec(typed)?.[1] ?? '';
  return words.map(([word, about]) => [list + word, about]);
}

const methodWords = (): readonly Word[] => methods.map(({ name, about }) => [name, about]);
const taskWords = (): readonly Word[] => tasks.map(({ name }) => [name, '']);

const values: Readonly<Record<string, () => readonly Word[]>> = {
  method: methodWords,
  methods: methodWords,
  set: optionWords,
  preset: () => alone(Object.keys(presets)),
  recipe: () => alone(recipes.map(({ name }) => name)),
  task: taskWords,
  data: () => [...alone(['reviews', 'spam']), ...taskWords()],
  model: () => catalogue.map(({ name, hub }) => [name, hub]),
  attack: () => alone(Object.keys(wordAttackNames)),
  average: () => alone(['batch', 'example']),
  backend: () => alone(['native', 'wasm', 'cpu']),
  compile: () => alone(['auto', 'function', 'xla', 'off']),
  freeze: () => alone(['embeddings', 'blocks=', 'all-but-head']),
  precision: () => alone(['fp32', 'tf32', 'bf16']),
  on: () => alone(['local:2', 'local:4', 'slurm']),
  'on-failure': () => alone(['warn', 'stop', 'restart-smaller']),
};

function alone(words: readonly string[]): readonly Word[] {
  return words.map((word) => [word, '']);
}

function optionWords(): readonly Word[] {
  return methods.flatMap(({ name, options }) =>
    Object.entries(options).map(([option, schema]): Word => [
      `${name}.${option}=`,
      (schema as { readonly description?: string }).description ?? '',
    ]),
  );
}

/** Files and folders that begin as what was typed, folders with a slash. A folder that cannot be read has none. */
function paths(typed: string): readonly Word[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  try {
    const entries = readdirSync(folder || '.', { withFileTypes: true });
    return entries.map((entry) => [`${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`, '']);
  } catch {
    return [];
  }
}
