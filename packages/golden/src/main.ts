import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { engine } from '@advtrain/engine';
import { line, summary } from './report.ts';
import { runCase, type Outcome } from './run.ts';

const usage = `Usage: npm run golden -- DIR [--backend NAME]

Runs every golden case folder in DIR, or the case that DIR is, and compares each number with the expected one.

  --backend NAME   native, tfjs-node-gpu, tfjs-node, wasm or cpu. Default: the best one here
  --help           this text`;

/** The case folders in a directory, by name, or the directory itself when it is one. */
function caseFolders(directory: string): readonly string[] {
  if (existsSync(join(directory, 'case.json'))) return [directory];
  if (!existsSync(directory))
    throw new UsageError(`There is no folder ${directory}: name one that holds golden cases.`);
  const folders = readdirSync(directory)
    .sort()
    .map((name) => join(directory, name))
    .filter((folder) => existsSync(join(folder, 'case.json')));
  if (!folders.length)
    throw new UsageError(`No folder in ${directory} has a case.json: name one that holds golden cases.`);
  return folders;
}

/** A mistake in the command line, which ends the process with 2. */
class UsageError extends Error {}

async function main(): Promise<number> {
  const { values, positionals } = parseCommand();
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [directory, ...others] = positionals;
  if (directory === undefined || others.length) throw new UsageError(usage);
  const backend = values.backend === undefined ? {} : { backend: backendOf(values.backend) };
  const folders = caseFolders(resolve(directory));
  const chosen = await engine(backend);
  console.log(`${chosen.backend}: ${chosen.why}`);
  const outcomes: Outcome[] = [];
  for (const folder of folders) {
    const outcome = runCase(folder, basename(folder));
    console.log(line(outcome, Math.max(...folders.map((each) => basename(each).length))));
    outcomes.push(outcome);
  }
  console.log(summary(outcomes));
  return outcomes.some(({ status }) => status === 'failed') ? 1 : 0;
}

const backends = ['native', 'tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] as const;

function backendOf(name: string): (typeof backends)[number] {
  const found = backends.find((each) => each === name);
  if (found) return found;
  throw new UsageError(`--backend is "${name}", but must be one of ${backends.join(', ')}.`);
}

function parseCommand() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { backend: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
