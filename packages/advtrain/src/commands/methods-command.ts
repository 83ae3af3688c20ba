import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { methodNames, methods } from '@advtrain/compare';
import { Command } from 'commander';
import { presets } from '../settings/presets.ts';

/** `advtrain methods`. */
export function methodsCommand(): Command {
  return new Command('methods')
    .description('List the methods: packages, licences, costs, and options with the values of the quick preset.')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ advtrain methods')
    .action(({ json }: { json?: boolean }) => {
      process.stdout.write(json ? `${JSON.stringify(asJson(), null, 2)}\n` : asText());
    });
}

function valueOf(method: (typeof methodNames)[number], option: string): number | string | undefined {
  return presets['quick']?.options[method][option];
}

/** Version and licence of an installed package, as it states them. */
function packaged(name: string): { readonly package: string; readonly version: string; readonly licence: string } {
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { version, license } = JSON.parse(readFileSync(file, 'utf8')) as { version: string; license: string };
  return { package: name, version, licence: license };
}

function asJson(): unknown {
  return methodNames.map((name) => {
    const { title, source, cost, options } = methods[name];
    const described = Object.entries(options).map(([option, rule]) => ({
      option,
      value: valueOf(name, option),
      ...rule,
    }));
    return { name, title, source, ...packaged(methods[name].package), cost, options: described };
  });
}

function asText(): string {
  const texts = methodNames.map((name) => {
    const { source, cost, options } = methods[name];
    const lines = Object.entries(options).map(
      ([option, { meaning }]) => `    ${`${name}.${option}=${valueOf(name, option) ?? ''}`.padEnd(22)}  ${meaning}`,
    );
    const { package: from, version, licence } = packaged(methods[name].package);
    return [
      `${name}: ${source}`,
      `    in ${from} ${version} (${licence}), which is installed`,
      `    costs ${cost}`,
      ...lines,
    ].join('\n');
  });
  return `${texts.join('\n\n')}\n`;
}
