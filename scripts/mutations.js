// `npm run mutations`: plants every numbered mistake, one at a time, in a copy of the checkout, and runs the tests that
// must fail then. Ends with 1 if one survives. With `--write` the table goes to the end of docs/conformance.md; other
// arguments pick mistakes by number.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withSection } from './conformance-page.js';
import { asked, usage } from './mutations/asked.js';
import { MISTAKES } from './mutations/list.js';

const root = join(import.meta.dirname, '..');

/** The checkout as it is, with the packages' links leading to the copy itself. */
function copied() {
  const copy = mkdtempSync(join(tmpdir(), 'advtrain-mutations-'));
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of new Set(listed.split('\0').filter(Boolean))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file), { force: true, errorOnExist: false });
  }
  // The engine's sources import what its build vendors.
  const vendor = join('packages', 'engine', 'dist', 'vendor');
  if (!existsSync(join(root, vendor)))
    execFileSync(process.execPath, [join(root, 'packages/engine/scripts/vendor.js')]);
  cpSync(join(root, vendor), join(copy, vendor), { recursive: true });
  const modules = join(copy, 'node_modules');
  mkdirSync(join(modules, '@advtrain'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '@advtrain') symlinkSync(join(root, 'node_modules', name), join(modules, name));
  for (const name of readdirSync(join(copy, 'packages'))) {
    symlinkSync(join('..', '..', 'packages', name), join(modules, '@advtrain', name));
    const own = join('packages', name, 'node_modules');
    if (existsSync(join(root, own))) symlinkSync(join(root, own), join(copy, own));
  }
  return copy;
}

/** Runs a test file of the copy until its first failure; the name of the test that failed, if one did. */
function failure(copy, { package: name, file }) {
  const cwd = join(copy, 'packages', name);
  const report = join(cwd, 'test-results', 'vitest.json');
  rmSync(report, { force: true });
  const vitest = join(copy, 'node_modules', 'vitest', 'vitest.mjs');
  const flags = ['--config', '../../vitest.config.ts', '--bail', '1'];
  // Without the official codes' cases: what is in the repository must do.
  const env = { ...process.env };
  delete env.ADVTRAIN_GOLDEN;
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, 'run', ...flags, file], {
    cwd,
    env,
    encoding: 'utf8',
  });
  const { testResults = [], numTotalTests = 0 } = readReport(report, stdout + stderr);
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed'),
  );
  if (failed.length > 0) return failed[0].fullName.trim();
  const broken = testResults.find(({ status }) => status === 'failed');
  if (broken || numTotalTests === 0) throw new Error(`${name}/${file} did not run: ${broken?.message ?? stderr}`);
  return undefined;
}

function readReport(path, stderr) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Error(`vitest wrote no report: ${stderr}`);
  }
}

/** Plants a mistake, runs its test, takes it out again. */
function planted(copy, { number, what, file, find, put, test }) {
  const path = join(copy, file);
  const right = readFileSync(path, 'utf8');
  if (right.split(find).length !== 2)
    throw new Error(
      `${file} has "${find}" ${right.split(find).length - 1} times, but a mistake is planted where it is once.`,
    );
  writeFileSync(
    path,
    right.replace(find, () => put),
  );
  try {
    return { number, what, test: `${test.package}/${test.file}`, caught: failure(copy, test) };
  } finally {
    writeFileSync(path, right);
  }
}

function settings() {
  try {
    return asked(
      process.argv.slice(2),
      MISTAKES.map(({ number }) => number),
    );
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

function section(results) {
  const caught = results.filter(({ caught }) => caught !== undefined).length;
  const rows = results.map(
    ({ number, what, caught, test }) =>
      `| ${number} | ${what} | ${caught ? `${test}: ${caught.replaceAll('|', '\\|')}` : '**nothing**'} |`,
  );
  return `## Planted mistakes

\`npm run mutations\` plants each mistake in a copy of the checkout and runs the tests that must fail then: ${caught} of ${results.length}
are caught.

| mistake | planted | first test that fails |
| --- | --- | --- |
${rows.join('\n')}
`;
}

const { write, help, numbers } = settings();
if (help) {
  console.log(usage);
  process.exit(0);
}
const mistakes = MISTAKES.filter(({ number }) => numbers.includes(number));
const copy = copied();
try {
  const tests = new Map(mistakes.map(({ test }) => [`${test.package}/${test.file}`, test]));
  for (const [name, test] of tests) {
    const failed = failure(copy, test);
    if (failed) throw new Error(`${name} fails before anything is planted: ${failed}`);
  }
  const results = mistakes.map((mistake) => {
    const result = planted(copy, mistake);
    console.log(
      `${result.caught ? 'caught  ' : 'SURVIVED'} ${result.number} ${result.what}${result.caught ? ` — ${result.caught}` : ''}`,
    );
    return result;
  });
  const survived = results.filter(({ caught }) => caught === undefined).length;
  console.log(`${results.length - survived} caught, ${survived} survived`);
  if (write) withSection(root, 'mutations', section(results));
  process.exitCode = survived > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
