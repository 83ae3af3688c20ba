import { defineConfig } from 'vitest/config';

/**
 * One configuration for every package; packages resolve one another to their sources, so tests need no build. The files of a package run in one
 * process, for loading the engine anew takes longer than many a file; packages whose tests change processes, backends or the environment say
 * `--isolate`. Those that mostly wait for processes of their own run two files at a time.
 */
export default defineConfig({
  resolve: { conditions: ['@advtrain/source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@advtrain/source', 'node', 'import', 'default'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    isolate: false,
    maxWorkers: 1,
    reporters: ['default', ['json', { outputFile: './test-results/vitest.json' }]],
  },
});
