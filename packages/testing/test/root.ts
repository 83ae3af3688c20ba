import { join } from 'node:path';

/** The root of the repository. */
export const root = join(import.meta.dirname, '..', '..', '..');

/** Where tests of this package may write: git ignores it. */
export const results = join(root, 'packages', 'testing', 'test-results');
