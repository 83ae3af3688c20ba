import { readFileSync } from 'node:fs';

/** The version of all packages, by which results are told apart that another version computed. */
export const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};
