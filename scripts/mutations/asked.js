import { parseArgs } from 'node:util';

/** What `--help` prints. */
export const usage = `Usage: npm run mutations -- [NUMBER …] [--write]

Plants every numbered mistake, or those named, in a copy of the checkout, and runs the tests that must fail then.

  --write   the table goes to the end of docs/conformance.md
  --help    this text`;

/**
 * Reads the command line. Throws one sentence for what is wrong in it.
 *
 * @param {readonly string[]} args
 * @param {readonly string[]} numbers of the mistakes there are
 */
export function asked(args, numbers) {
  const flag = { type: 'boolean', default: false };
  const options = { write: flag, help: { ...flag, short: 'h' } };
  const { values, positionals } = parsed({ args: [...args], options, allowPositionals: true });
  const unknown = positionals.find((number) => !numbers.includes(number));
  if (unknown !== undefined) {
    throw new Error(`There is no mistake ${unknown}: they are ${[...new Set(numbers)].join(', ')}.`);
  }
  return { ...values, numbers: positionals.length > 0 ? positionals : numbers };
}

function parsed(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Error(`${error.message.split('. ')[0]}: npm run mutations -- --help lists what there is.`, {
      cause: error,
    });
  }
}
