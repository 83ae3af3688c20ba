// npm run released: publishes the packages into a registry on this machine, and tries them out of it as users have them. Takes minutes.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../run.js';
import { installAlone, tryAlone } from './alone.js';
import { build, cleanBuild } from './checkout.js';
import { lint } from './lint.js';
import { nodesOf } from './nodes.js';
import { published } from './packages.js';
import { forEach } from './process.js';
import { tryReadme } from './readme.js';
import { publish, startRegistry } from './registry.js';
import { newResults } from './results.js';
import { installTools } from './tools.js';
import { tryTypes } from './types.js';

const USAGE = `npm run released -- [--step alone|readme|types|lint]... [--only NAME]... [--node 20|22|24]... [--built] [--keep]

  --step   what to try (default: all): alone, each package alone is imported and required; readme, the programs of its README under
           pnpm; types, programs in TypeScript; lint, publint and Are The Types Wrong
  --only   the package to try, as npm names it (default: all)
  --node   the Node to try on (default: 20, 22 and 24)
  --built  publish from this checkout (default: from a clean copy, which is installed and built)
  --keep   leave the folder of the trials`;

const STEPS = ['alone', 'readme', 'types', 'lint'];
const NODES = ['20', '22', '24'];

process.exitCode = await main();

async function main() {
  const asked = read();
  if (typeof asked === 'string') {
    console.error(`${asked}\n\n${USAGE}`);
    return 2;
  }
  if (asked.help) {
    console.log(USAGE);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'advtrain-released-'));
  try {
    return await trials(asked, folder);
  } finally {
    if (asked.keep) console.log(`Everything is in ${folder}.`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** What the command line asks for, or what is wrong with it. */
function read() {
  const names = published(root).map(({ name }) => name);
  const many = { type: 'string', multiple: true };
  const once = { type: 'boolean', default: false };
  const options = { step: many, only: many, node: many, built: once, keep: once, help: once };
  let values;
  try {
    values = parseArgs({ options }).values;
  } catch (error) {
    return error.message;
  }
  const { step = STEPS, only = names, node = NODES } = values;
  const wrong =
    strange('--step', step, STEPS) ?? strange('--only', only, names) ?? strange('--node', node, NODES) ?? undefined;
  return wrong ?? { ...values, step, only, node: node.map(Number) };
}

function strange(option, given, known) {
  const value = given.find((each) => !known.includes(each));
  return value === undefined ? undefined : `${option} is ${value}, but must be one of ${known.join(', ')}.`;
}

async function trials({ step, only, node, built }, folder) {
  const checkout = built ? root : join(folder, 'checkout');
  say(built ? 'Building.' : 'Installing and building a clean copy.');
  await (built ? build(root) : cleanBuild(checkout));
  await installTools();
  const registry = await startRegistry(join(folder, 'registry'));
  try {
    const all = published(checkout);
    say(`Publishing ${all.length} packages at ${registry.address}.`);
    await forEach(all, ({ folder: each }) => publish(each, registry));
    const results = newResults();
    const packages = all.filter(({ name }) => only.includes(name));
    await tryAll(packages, { step, node, folder, address: registry.address, results });
    console.log(results.text());
    return results.failed() > 0 ? 1 : 0;
  } finally {
    await registry.close();
  }
}

async function tryAll(packages, { step, node, folder, address, results }) {
  const ran = step.includes('alone') || step.includes('readme');
  if (ran) mkdirSync(join(folder, 'nodes'));
  const nodes = ran ? await nodesOf(node, join(folder, 'nodes')) : [];
  const steps = {
    async alone() {
      await forEach(packages, async (each) => {
        const project = join(folder, 'alone', each.name.replace('/', '+'));
        await installAlone(each, project, address);
        await tryAlone(each, project, nodes, results);
        rmSync(project, { recursive: true });
      });
    },
    readme: () => forEach(packages, (each) => tryReadme(each, join(folder, 'readme'), address, nodes, results)),
    types: () => tryTypes(packages, join(folder, 'types'), address, results),
    lint: () => forEach(packages, (each) => lint(each, join(folder, 'lint'), address, results)),
  };
  for (const name of step) {
    say(`Trying: ${name}.`);
    await steps[name]().catch((error) => results.add('all', name, error.message));
  }
}

function say(line) {
  console.log(`${new Date().toTimeString().slice(0, 8)} ${line}`);
}
