/** The address of the JSON Schema of results.json: the file `results.schema.json` of this package. It has no version, for layouts have a `format`. */
export const resultsSchema = 'https://unpkg.com/@advtrain/compare/results.schema.json';
