#!/usr/bin/env node
// The `advtrain` command. As a package it is only what was built. In a clone of the repository, which has this file but no
// build, it first builds what is not built or older than its sources. `ADVTRAIN_BUILT=1` takes what is there as it is.

import { closeSync, existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// What nobody caught, here or in what is imported below, is said in one sentence as everything else.
process.on('uncaughtException', (error) => {
  if (process.env.ADVTRAIN_DEBUG === '1') throw error;
  console.error(`advtrain: ${limitOf(error) ?? unforeseen(error)}`);
  process.exit(1);
});

// What is published has no tsconfig.json.
const inClone = existsSync(new URL('../tsconfig.json', import.meta.url));

const status = inClone && !process.env.ADVTRAIN_BUILT ? await build() : 0;
if (status === 0) await import('../dist/bundle/main.js');
else process.exitCode = status;

// Which limit of the shell a process met.
function limitOf(error) {
  if (opensFew())
    return 'This process may not open as many files as it needs: raise that limit of the shell (ulimit -n).';
  if (error?.code !== 'ENOMEM' && !/out of memory|allocation failed/i.test(error?.message)) return undefined;
  return 'This process may not use as much memory as it needs: raise that limit of the shell (ulimit -v), or close other programs.';
}

function unforeseen(error) {
  // As `printable` does, of which nothing may be loaded yet.
  const message = String(error?.message ?? error).replace(
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.codePointAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${message}. That was not foreseen: please report it, with what ADVTRAIN_DEBUG=1 adds.`;
}

// Node says in many ways that it cannot open a module.
function opensFew() {
  const open = [];
  try {
    while (open.length < 192) open.push(openSync(fileURLToPath(import.meta.url)));
    return false;
  } catch {
    return true;
  } finally {
    for (const each of open) closeSync(each);
  }
}

async function build() {
  const { built } = await import('../../../scripts/build.js');
  return built();
}
