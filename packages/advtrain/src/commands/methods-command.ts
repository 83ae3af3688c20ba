import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { paperText } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import { Command } from 'commander';
import { methods } from '../methods.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { ruleText } from '../settings/rule-text.ts';
import { repeated } from '../options/repeated.ts';

interface Flags {
  readonly json?: boolean;
  readonly plugin?: readonly string[];
}

/** `advtrain methods`. */
export function methodsCommand(): Command {
  return new Command('methods')
    .description('List the methods: papers, packages, licences, costs, and options with default, meaning and range.')
    .option('--plugin <file|package>', 'a module that exports methods of your own; repeatable', repeated)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  $ advtrain methods\n  $ advtrain methods --plugin ./my-method.js')
    .action(async ({ json, plugin = [] }: Flags) => {
      const known = [...methods, ...(await loadPlugins(plugin))];
      process.stdout.write(json ? `${JSON.stringify(known.map(asJson), null, 2)}\n` : known.map(asText).join('\n'));
    });
}

/** A package with its version and licence, as far as it is installed. */
interface Packaged {
  readonly package: string;
  readonly version?: string;
  readonly licence?: string;
}

function packaged(name: string): Packaged {
  try {
    const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const { version, license } = JSON.parse(readFileSync(file, 'utf8')) as { version: string; license: string };
    return { package: name, version, licence: license };
  } catch {
    // A plugin may be a file that no package has.
    return { package: name };
  }
}

function asJson(entry: MethodEntry): unknown {
  const { name, title, about, paper, kinds, cost } = entry;
  const options = Object.entries(entry.options).map(([option, schema]) => ({ option, ...schema }));
  return { name, title, about, paper, ...packaged(entry.package), kinds, cost, options };
}

function asText(entry: MethodEntry): string {
  const { name, about, paper, cost, kinds } = entry;
  const { package: from, version, licence } = packaged(entry.package);
  const options = Object.entries(entry.options).map(([option, schema]) => {
    const { default: value, description } = schema as { default?: unknown; description?: string };
    const rule = ruleText(schema);
    return `    ${`${name}.${option}=${String(value)}`.padEnd(22)}  ${description ?? ''}${rule === '' ? '' : `; ${rule}`}`;
  });
  const lines = [
    `${name}: ${about}`,
    ...(paper ? [`    by ${paperText(paper)}`] : []),
    version === undefined ? `    in ${from}` : `    in ${from} ${version} (${licence ?? ''}), which is installed`,
    ...(kinds ? [`    for ${kinds.join(', ')}`] : []),
    `    costs ${cost}`,
    ...options,
  ];
  return `${lines.join('\n')}\n`;
}
