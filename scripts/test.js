// npm test: builds, gets native TensorFlow unless it is there, runs every package's tests, and ends with their sum.

import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installEngine, nx, root } from './run.js';

process.exitCode = await test();

async function test() {
  // What Nx does not run it restores; what is left over from another time must not be counted.
  for (const name of packages()) rmSync(results(name), { force: true });
  const built = await nx(['run-many', '-t', 'build'], { quiet: true });
  if (built !== 0) return built;
  if ((await installEngine()) === 130) return 130;
  // Tests of the command begin what was just built, where they would begin its sources else.
  process.env.ADVTRAIN_BUILT = '1';
  const code = await nx(['run-many', '-t', 'test']);
  for (const line of packages().flatMap(failures)) console.log(line);
  const { passed, failed, skipped } = packages().map(count).reduce(add);
  if (passed + failed === 0) console.log('No test ran.');
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return code !== 0 || failed > 0 || passed === 0 ? 1 : 0;
}

function packages() {
  return readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'package.json')));
}

function results(name) {
  return join(root, 'packages', name, 'test-results', 'vitest.json');
}

/** What vitest wrote of a package; undefined where it did not get that far. */
function reportOf(name) {
  return existsSync(results(name)) ? JSON.parse(readFileSync(results(name), 'utf8')) : undefined;
}

/** The files that could not be loaded. */
function unloaded(report) {
  return report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
}

/** Each failure again, where the output of all packages no longer hides it. */
function failures(name) {
  const report = reportOf(name);
  if (report === undefined) return [`Failed: ${name} left no results.`];
  const tests = report.testResults.flatMap((file) => file.assertionResults).filter(({ status }) => status === 'failed');
  return [
    ...unloaded(report).map((file) => `Failed: ${file.name} could not be loaded: ${file.message}`),
    ...tests.map(({ fullName, failureMessages }) => `Failed: ${name}: ${fullName}\n  ${failureMessages[0] ?? ''}`),
  ];
}

/** A package that left no results, or a file that did not load, counts as one failure. */
function count(name) {
  const report = reportOf(name);
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded(report).length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}
