import { version } from '../version.ts';

/** The address of the JSON Schema of results.json: the file `results.schema.json` of this package, of this version. */
export const resultsSchema = `https://unpkg.com/@advtrain/compare@${version}/results.schema.json`;
