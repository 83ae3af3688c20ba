// npm run audit: known vulnerabilities of what users install. High and critical ones fail; others are listed. A registry that
// keeps no advisories (many mirrors do not) is said, and fails nothing.

import { spawnSync } from 'node:child_process';
import { root } from './run.js';

const failing = ['high', 'critical'];

process.exitCode = audit();

function audit() {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json', '--fetch-retries=1'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    timeout: 60_000,
  });
  const report = parsed(stdout);
  if (!report?.vulnerabilities) {
    console.log(`Not audited: the registry gave no advisories (${report?.message ?? 'no answer'}).`);
    return 0;
  }
  const found = Object.values(report.vulnerabilities);
  for (const each of found) console.log(sentence(each));
  const grave = found.filter(({ severity }) => failing.includes(severity)).length;
  console.log(`${found.length} known vulnerabilities in what users install, ${grave} of them high or critical.`);
  return grave > 0 ? 1 : 0;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sentence({ name, severity, via, fixAvailable }) {
  const why = via.map((each) => (typeof each === 'string' ? each : each.title)).join('; ');
  return `${severity}: ${name}: ${why}${fixAvailable ? ' (a later version mends it)' : ''}`;
}
