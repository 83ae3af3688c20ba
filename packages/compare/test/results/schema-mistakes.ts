import { Ajv2020 } from 'ajv/dist/2020.js';
import { comparisonSchema } from '../../src/index.ts';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, validateFormats: false });
const validate = ajv.compile(comparisonSchema);

/** Where what `results.json` holds is not as its schema says. */
export function schemaMistakes(results: unknown): readonly string[] {
  validate(JSON.parse(JSON.stringify(results)));
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const { additionalProperty = '' } = params as { readonly additionalProperty?: string };
    return `${instancePath} ${message ?? ''} ${additionalProperty}`.trim();
  });
}
