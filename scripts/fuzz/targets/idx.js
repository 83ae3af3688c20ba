import { parseIdx } from '../../../packages/datasets/src/files/idx.ts';

export default {
  seeds: () => [
    Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 8, 7, 6),
    Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 1, 0),
  ],
  run: (input) => {
    const { shape, data } = parseIdx(input, 'The file');
    const places = shape.reduce((product, length) => product * length, 1);
    return places === data.length ? undefined : `gives ${data.length} bytes for a shape of ${places}`;
  },
};
