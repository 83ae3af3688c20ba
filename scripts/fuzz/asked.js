import { parseArgs } from 'node:util';
import { targets } from './targets.js';

const targetNames = Object.keys(targets);

/** What `--help` prints. */
export const usage = `Usage: npm run fuzz -- NAME|all [--minutes n] [--runs n] [--seed n]

Gives what reads files of others inputs that are nearly right, guided by which code they reach: each must be read, or refused in
one sentence, at once, within its folder and with little memory. Ends with 1 where one was not, and says which, in base64.

  NAME         ${targetNames.join(', ')}

  --minutes n  for each (default: 1)
  --runs n     at most so many inputs beside those that are kept (default: as many as there is time for)
  --seed n     what is tried follows from it (default: 1)
  --help       this text`;

/**
 * Reads the command line. Throws one sentence for what is wrong in it.
 *
 * @param {readonly string[]} args
 */
export function asked(args) {
  const text = { type: 'string' };
  const options = { minutes: text, runs: text, seed: text, help: { type: 'boolean', default: false, short: 'h' } };
  const { values, positionals } = parsed({ args: [...args], options, allowPositionals: true });
  if (values.help) return { help: true };
  const [name, ...more] = positionals;
  if (more.length > 0 || (name !== 'all' && !targetNames.includes(name))) {
    throw new Error(
      `NAME is ${positionals.join(' ') || 'missing'}, but must be all or one of ${targetNames.join(', ')}.`,
    );
  }
  return {
    help: false,
    names: name === 'all' ? targetNames : [name],
    minutes: number('minutes', values.minutes ?? 1, 0.01),
    ...(values.runs === undefined ? {} : { runs: number('runs', values.runs, 0) }),
    seed: number('seed', values.seed ?? 1, 0),
  };
}

function number(option, given, least) {
  const value = Number(given);
  if (String(given).trim() === '' || !Number.isFinite(value) || value < least)
    throw new Error(`--${option} is ${given}, but must be a number, at least ${least}.`);
  return value;
}

function parsed(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Error(`${error.message.split('. ')[0]}: npm run fuzz -- --help lists what there is.`, { cause: error });
  }
}
