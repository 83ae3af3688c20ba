// `npm run sanitize`: compiles the addon with the address and undefined-behaviour sanitizers, and runs the tests that use it.
// Linux; needs native TensorFlow (`npx advtrain engine install`) and GCC with its sanitizers. What they find ends the test's
// process, which fails.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compileAddon, findCompiler } from '../packages/engine/dist/install/compile.js';
import { findInstalled } from '../packages/engine/dist/install/installed.js';

const root = join(import.meta.dirname, '..');
const suites = {
  engine: ['native', 'fused', 'adam', 'slot', 'ops', 'random', 'checkpointed'],
  core: ['recording', 'precision'],
};

process.exitCode = await sanitize();

async function sanitize() {
  const installed = findInstalled('cpu');
  if (!installed) return refused('Native TensorFlow is not installed: run `npx advtrain engine install` first.');
  process.env['CXX'] =
    `${process.env['CXX'] ?? 'c++'} -fsanitize=address,undefined -fno-sanitize-recover=undefined -g1`;
  const compiler = await findCompiler();
  if (!compiler) return refused(`${process.env['CXX']} cannot be run: set CXX to a compiler with sanitizers.`);
  const cache = mkdtempSync(join(tmpdir(), 'advtrain-sanitize-'));
  try {
    const folder = join(cache, 'tensorflow', basename(installed.folder));
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(installed.folder))
      if (!name.endsWith('.node')) symlinkSync(join(installed.folder, name), join(folder, name));
    await compileAddon(compiler, folder);
    const library = execFileSync(compiler.command[0], ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim();
    return Math.max(...Object.entries(suites).map(([name, files]) => tested(name, files, cache, library)));
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

function tested(name, files, cache, library) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', '../../vitest.config.ts', ...files], {
    cwd: join(root, 'packages', name),
    stdio: 'inherit',
    env: {
      ...process.env,
      ADVTRAIN_CACHE: cache,
      ADVTRAIN_REQUIRE_NATIVE: '1',
      LD_PRELOAD: library,
      // Node and TensorFlow keep much until the process ends; growth over 10,000 steps has a test of its own.
      ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1',
      UBSAN_OPTIONS: 'print_stacktrace=1',
    },
  });
  return status ?? 1;
}

function refused(sentence) {
  console.error(sentence);
  return 2;
}
