import { readSafetensors, writeSafetensors } from '../../../packages/core/src/files/safetensors.ts';

const file = (tensors, metadata) => Buffer.concat(writeSafetensors(tensors, metadata));

export default {
  seeds: () => [
    file({ a: { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } }, { format: 'pt' }),
    file({
      b: { dtype: 'I64', shape: [1], data: BigInt64Array.of(5n) },
      c: { dtype: 'BOOL', shape: [], data: Uint8Array.of(1) },
    }),
    file({}, {}),
  ],
  words: ['"dtype":', '"shape":', '"data_offsets":', '"__metadata__":', '"F16"', '"BF16"', '"F64"', '[0,0]', '{}'],
  run: (input) => {
    const { tensors, metadata } = readSafetensors(input, 'The file');
    for (const [name, { shape, data }] of Object.entries(tensors)) {
      const places = shape.reduce((product, length) => product * length, 1);
      if (places !== data.length) return `gives "${name}" ${data.length} numbers for a shape of ${places}`;
    }
    const isText = Object.values(metadata).every((value) => typeof value === 'string');
    return isText ? undefined : 'gives metadata that are no texts';
  },
};
