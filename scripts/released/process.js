// Child processes whose output is kept. Ctrl-C reaches them, for they share the terminal.

import { spawn } from 'node:child_process';

/** What npm sets for what it runs, which would lead the npm that a trial starts to this repository. */
const INHERITED = /^(npm_|NX_|ADVTRAIN_|FORCE_COLOR$)/;

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} [env] variables beside this process's
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function run(program, args, cwd, env = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !INHERITED.test(name));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...Object.fromEntries(inherited), ...env } });
    let stdout = '';
    let stderr = '';
    child.stdin.end();
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** Runs a program that must succeed, and returns its standard output. */
export async function output(program, args, cwd, env) {
  const { code, stdout, stderr } = await run(program, args, cwd, env);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** Does the work for each, two at a time: most of it waits for downloads. */
export async function forEach(all, work) {
  const waiting = [...all];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all([worker(), worker()]);
}
