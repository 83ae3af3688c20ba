import { writeFile } from 'node:fs/promises';
import { reasonOf } from '@advtrain/core';
import { UsageError } from '@advtrain/compare';
import { Command } from 'commander';
import { addSettingsOptions, askedOf, type SettingsFlags } from '../../options/settings-options.ts';
import { commented } from './commented.ts';
import { saidIn } from '../../settings/config.ts';
import { resolve } from '../../settings/resolve.ts';
import { leftOpen } from '../../loading/suited.ts';

/** `advtrain init`. */
export function initCommand(): Command {
  const command = new Command('init')
    .description(
      'Write a configuration with every setting of a comparison and what it means, to be changed and given as --config.',
    )
    .argument('[file]', 'the file, which must not be there yet', 'advtrain.jsonc');
  return addSettingsOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  $ advtrain init                                                the quick preset, in advtrain.jsonc
  $ advtrain init mine.jsonc --preset standard --data my.csv     another, on your own file
  $ advtrain compare --config mine.jsonc`,
    )
    .action(act);
}

async function act(file: string, flags: SettingsFlags): Promise<void> {
  const { known, configs } = await askedOf(flags);
  const { plugins } = configs.at(-1)!;
  const settings = resolve(configs, known);
  const open = Object.fromEntries(leftOpen(settings, saidIn(configs)).map((name) => [name, undefined]));
  const text = commented({ ...(plugins && { plugins }), ...settings, ...open }, known, file);
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError(`${file} is there already: name another file, or delete it.`);
    throw new Error(`${file} cannot be written (${reasonOf(error)}): name another.`, { cause: error });
  }
  process.stdout.write(`${file} has every setting and what it means: advtrain compare --config ${file}\n`);
}
