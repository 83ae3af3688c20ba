// `npm run conformance -- DIR …`: runs the golden cases in each folder, and the fixtures of reference/, and writes what
// they say into docs/conformance.md, with what is known of how papers and official codes differ.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { engine } from '@advtrain/engine';
import { readCase } from '../packages/golden/dist/cases/read-case.js';
import { runCase } from '../packages/golden/dist/run.js';
import { withSection } from './conformance-page.js';

const root = join(import.meta.dirname, '..');
const folders = [...process.argv.slice(2).map((folder) => resolve(folder)), join(root, 'reference', 'fixtures')];
const missing = folders.find((folder) => !existsSync(folder));
if (missing) {
  console.error(`There is no folder ${missing}: name one that holds golden cases.`);
  process.exit(2);
}

/** Where the expected numbers come from, in a few words. */
function origin({ source = 'unknown' }) {
  if (source.startsWith('reference/')) return 'our reference script';
  const found = /^(official(?: code)?(?: \([^)]*\))?): (\S+)(?: (fairseq|huggingface)\S*)?/.exec(source);
  if (found) return [found[1], found[2], found[3]].filter(Boolean).join(' ');
  return source.split(/[,(;]/)[0].trim();
}

const { backend } = await engine();
const rows = new Map();
for (const folder of folders)
  for (const name of readdirSync(folder).sort()) {
    if (!existsSync(join(folder, name, 'case.json'))) continue;
    const outcome = runCase(join(folder, name), name);
    if (outcome.status !== 'passed') {
      console.error(`${name} ${outcome.status}: ${outcome.reason ?? 'see npm run golden'}`);
      if (outcome.status === 'failed') process.exitCode = 1;
      continue;
    }
    const golden = readCase(join(folder, name));
    const key = `${golden.method} | ${origin(golden)}`;
    const row = rows.get(key) ?? { cases: 0, numbers: 0, worst: undefined };
    row.cases++;
    for (const difference of outcome.differences) {
      row.numbers += difference.compared;
      const share = difference.largest / difference.tolerance;
      // Parameters without a true gradient move by rounding noise alone; a difference there says nothing.
      if (difference.group === 'zeroGradientParams') continue;
      if (!row.worst || share > row.worst.share) row.worst = { ...difference, share };
    }
    rows.set(key, row);
  }

const lines = [...rows]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([key, { cases, numbers, worst }]) => {
    const { group, largest, tolerance } = worst;
    return `| ${key} | ${cases} | ${numbers} | ${group} ${largest.toExponential(1)} | ${tolerance.toExponential(1)} |`;
  });
withSection(
  root,
  'measured',
  `Every method is held to numbers that other code computed: parameters after the last update, gradients, perturbations, logits, losses and
gradient norms. \`npm run golden -- DIR\` prints each case's differences; this page is made by \`npm run conformance -- DIR\`, on the ${backend} backend.
Shown is the difference that comes nearest to its tolerance.

| method | source | cases | numbers compared | largest difference | tolerance |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`,
);
withSection(root, 'deviations', readFileSync(join(import.meta.dirname, 'deviations.md'), 'utf8'));
console.log(
  `docs/conformance.md: ${[...rows.values()].reduce((sum, { cases }) => sum + cases, 0)} cases of ${rows.size} kinds`,
);
