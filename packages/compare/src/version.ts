import { createRequire } from 'node:module';

const about = createRequire(import.meta.url)('@advtrain/compare/package.json') as { version: string };

/** The version of all packages, by which results are told apart that another version computed. */
export const version = about.version;
