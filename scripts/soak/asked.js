import { parseArgs } from 'node:util';

/** What `--help` prints. */
export const usage = `Usage: npm run soak -- NAME [--rounds n] [--seed n] [--methods a,b,…]

Holds a figure of docs/reliability.md for as long as one likes; ends with 1 where it does not hold.

  kills       kills \`advtrain train\` at random moments; what goes on must end with the same bits (20 rounds)
  endurance   trains with each method for many steps; memory must stay as it is (10,000 steps)
  shapes      trains FreeLB on batches of many shapes, twice; memory and time must stay within bounds (1,000 shapes)
  full        fills the disk that train, compare and harden write to; what goes on must end the same (12 rounds of each; as root)

  --rounds n     how many rounds, steps or shapes
  --seed n       what is drawn follows from it (default: 1; endurance and shapes draw nothing else)
  --methods a,b  only those methods (default: all; shapes has FreeLB alone)
  --processes n  kills: trains in so many processes, of which one at a time is killed (default: 1; Linux, native TensorFlow)
  --keep FILE    endurance: write there what each method gave, and go on from what it has
  --commands a,b only those of full's commands (default: all)
  --help         this text`;

/** The commands of `full`. */
const writing = ['train', 'compare', 'harden'];

/** The rounds of each figure where none are asked for. */
const rounds = { kills: 20, endurance: 10_000, shapes: 1000, full: 12 };

/**
 * Reads the command line. Throws one sentence for what is wrong in it.
 *
 * @param {readonly string[]} args
 */
export function asked(args) {
  const text = { type: 'string' };
  const options = {
    rounds: text,
    seed: text,
    methods: text,
    commands: text,
    keep: text,
    processes: text,
    help: { type: 'boolean', default: false, short: 'h' },
  };
  const { values, positionals } = parsed({ args: [...args], options, allowPositionals: true });
  const [name, ...more] = positionals;
  if (values.help) return { help: true };
  if (!Object.hasOwn(rounds, name ?? '') || more.length > 0) {
    const given = positionals.length > 0 ? positionals.join(' ') : 'missing';
    throw new Error(`NAME is ${given}, but must be one of ${Object.keys(rounds).join(', ')}.`);
  }
  const asked = {
    help: false,
    name,
    rounds: whole('rounds', values.rounds ?? rounds[name], name === 'endurance' ? 100 : 1),
    seed: whole('seed', values.seed ?? 1, 0),
  };
  if (name === 'shapes' && values.methods !== undefined)
    throw new Error('--methods is given, but shapes has FreeLB alone.');
  if (name !== 'endurance' && values.keep !== undefined)
    throw new Error('--keep is given, but only endurance can go on from what it kept.');
  if (name !== 'kills' && values.processes !== undefined)
    throw new Error('--processes is given, but only kills trains in several.');
  if (name !== 'full' && values.commands !== undefined)
    throw new Error('--commands is given, but only full has commands.');
  if (values.processes !== undefined) asked.processes = whole('processes', values.processes, 1);
  if (name === 'full') return { ...asked, commands: commandsOf(values) };
  if (values.keep !== undefined) asked.keep = values.keep;
  if (values.methods !== undefined) asked.methods = values.methods.split(',');
  return asked;
}

/**
 * The methods that were asked for, of those that there are. Throws one sentence for a name that is none.
 *
 * @template {{ readonly name: string }} Entry
 * @param {readonly Entry[]} entries
 * @param {readonly string[]} [names] default: all
 */
export function chosen(entries, names) {
  const unknown = names?.find((name) => !entries.some((entry) => entry.name === name));
  if (unknown !== undefined) {
    throw new Error(`There is no method ${unknown}: they are ${entries.map(({ name }) => name).join(', ')}.`);
  }
  return names ? entries.filter(({ name }) => names.includes(name)) : entries;
}

function commandsOf({ methods, commands = writing.join(',') }) {
  if (methods !== undefined) throw new Error('--methods is given, but full has commands: name them by --commands.');
  const names = commands.split(',');
  const unknown = names.find((name) => !writing.includes(name));
  if (unknown === undefined) return names;
  throw new Error(`--commands has ${unknown}, but must be of ${writing.join(', ')}.`);
}

function whole(option, given, least) {
  const value = Number(given);
  if (String(given).trim() === '' || !Number.isSafeInteger(value) || value < least)
    throw new Error(`--${option} is ${given}, but must be a whole number, at least ${least}.`);
  return value;
}

function parsed(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Error(`${error.message.split('. ')[0]}: npm run soak -- --help lists what there is.`, { cause: error });
  }
}
