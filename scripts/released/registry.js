// Verdaccio on this machine alone: it holds this repository's packages as npm publish leaves them, and gets all others from the registry
// that npm is set up for.

import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { output } from './process.js';
import { tool } from './tools.js';

const PATIENCE = 60_000;

/**
 * Starts it.
 *
 * @param {string} folder for its packages, settings and log
 * @returns {Promise<{ address: string, login: string, close(): Promise<void> }>} `login` is a file of npm's settings for publishing
 */
export async function startRegistry(folder) {
  mkdirSync(folder, { recursive: true });
  const others = (await output('npm', ['config', 'get', 'registry'], folder)).trim();
  const port = await freePort();
  const settings = join(folder, 'config.yaml');
  writeFileSync(settings, settingsOf(folder, others));
  const log = join(folder, 'log');
  const written = openSync(log, 'w');
  const child = spawn(process.execPath, [tool('verdaccio'), '--config', settings, '--listen', `127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ['ignore', written, written],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const address = `http://127.0.0.1:${port}/`;
  for (const begun = Date.now(); !(await answers(`${address}-/ping`)); await pause(200))
    if (child.exitCode !== null || Date.now() - begun > PATIENCE) {
      child.kill();
      throw new Error(`Verdaccio did not start:\n${readFileSync(log, 'utf8')}`);
    }
  const login = join(folder, 'npmrc');
  writeFileSync(login, `${address.slice('http:'.length)}:_authToken=anybody\n`);
  return {
    address,
    login,
    async close() {
      child.kill();
      await ended;
    },
  };
}

/** Ours come from nowhere else, so that none that is published already is tried in place of what was built. */
function settingsOf(folder, others) {
  const settings = {
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'users') } },
    uplinks: { others: { url: others, maxage: '1d', timeout: '60s', max_fails: 20, fail_timeout: '1s' } },
    packages: {
      '@advtrain/*': { access: '$all', publish: '$all' },
      advtrain: { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'others' },
    },
    max_body_size: '100mb',
    web: { enable: false },
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
  };
  return JSON.stringify(settings); // which is YAML
}

/** Publishes a package by npm, without the prepack that has been done for all. */
export async function publish(folder, { address, login }) {
  const settings = ['--registry', address, '--userconfig', login];
  const args = ['publish', ...settings, '--ignore-scripts', '--provenance=false', '--loglevel=error'];
  await output('npm', args, folder);
}

/** An empty project whose installs ask this registry. */
export function emptyProject(folder, address) {
  mkdirSync(folder, { recursive: true });
  const settings = ['ignore-scripts=true', 'fund=false', 'audit=false', 'update-notifier=false'];
  writeFileSync(join(folder, '.npmrc'), `registry=${address}\n${settings.join('\n')}\n`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', version: '1.0.0', private: true }));
}

/** Whether a server answers that all is well. */
function answers(url) {
  return new Promise((resolve) => {
    const request = get(url, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}

function freePort() {
  const server = createServer();
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    }),
  );
}
