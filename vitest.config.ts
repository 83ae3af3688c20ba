import { defineConfig } from 'vitest/config';

/** One configuration for every package; packages resolve one another to their sources, so tests need no build. */
export default defineConfig({
  resolve: { conditions: ['@advtrain/source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@advtrain/source', 'node', 'import', 'default'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
    reporters: ['default', ['json', { outputFile: './test-results/vitest.json' }]],
  },
});
