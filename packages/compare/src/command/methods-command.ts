import { Command } from 'commander';
import { methodNames, methods } from '../methods.ts';
import { presets } from '../presets.ts';

/** `advtrain methods`. */
export function methodsCommand(): Command {
  return new Command('methods')
    .description('List the methods, their costs, and their options with the values of the quick preset.')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ advtrain methods')
    .action(({ json }: { json?: boolean }) => {
      process.stdout.write(json ? `${JSON.stringify(asJson(), null, 2)}\n` : asText());
    });
}

function valueOf(method: (typeof methodNames)[number], option: string): number | string | undefined {
  return presets['quick']?.options[method][option];
}

function asJson(): unknown {
  return methodNames.map((name) => {
    const { title, source, cost, options } = methods[name];
    const described = Object.entries(options).map(([option, rule]) => ({
      option,
      value: valueOf(name, option),
      ...rule,
    }));
    return { name, title, source, cost, options: described };
  });
}

function asText(): string {
  const texts = methodNames.map((name) => {
    const { source, cost, options } = methods[name];
    const lines = Object.entries(options).map(
      ([option, { meaning }]) => `    ${`${name}.${option}=${valueOf(name, option) ?? ''}`.padEnd(22)}  ${meaning}`,
    );
    return [`${name}: ${source}`, `    costs ${cost}`, ...lines].join('\n');
  });
  return `${texts.join('\n\n')}\n`;
}
