#!/usr/bin/env node
// The `advtrain` command. As a package it is only what was built. In a clone of the repository, which has this file but no
// build, it first builds what is not built or older than its sources. `ADVTRAIN_BUILT=1` takes what is there as it is.

import { existsSync } from 'node:fs';

// What is published has no tsconfig.json.
const inClone = existsSync(new URL('../tsconfig.json', import.meta.url));

const status = inClone && !process.env.ADVTRAIN_BUILT ? await build() : 0;
if (status === 0) await import('../dist/main.js');
else process.exitCode = status;

async function build() {
  const { built } = await import('../../../scripts/build.js');
  return built();
}
