/**
 * The counter-based generator Philox 4×32-10 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011), fed
 * as TensorFlow's StatelessRandomUniform feeds it, so that WebAssembly and JavaScript draw what native TensorFlow draws.
 *
 * @param seed two signed 32-bit integers.
 * @param size how many 32-bit words to draw.
 * @param first how many to pass over before them. Default 0.
 */
export function philox(seed: readonly [number, number], size: number, first = 0): Uint32Array {
  // TensorFlow widens each seed to 64 bits with its sign, and scrambles both with one block of the generator.
  const counter = Uint32Array.of(seed[0], seed[0] < 0 ? -1 : 0, seed[1], seed[1] < 0 ? -1 : 0);
  const mixed = new Uint32Array(4);
  block(mixed, 0, counter, 0x3ec8f720, 0x02461e29);
  const [key0, key1, high0, high1] = mixed as unknown as [number, number, number, number];
  const skip = first % 4;
  const words = new Uint32Array(Math.ceil((skip + size) / 4) * 4);
  const position = Uint32Array.of((first - skip) / 4, 0, high0, high1);
  for (let offset = 0; offset < skip + size; offset += 4) {
    block(words, offset, position, key0, key1);
    position[0]!++;
  }
  return words.subarray(skip, skip + size);
}

/** Ten rounds over one counter, written to four words of `out`. */
function block(out: Uint32Array, offset: number, counter: Uint32Array, key0: number, key1: number): void {
  let [c0, c1, c2, c3] = counter as unknown as [number, number, number, number];
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const high0 = highProduct(0xd2511f53, c0);
    const high1 = highProduct(0xcd9e8d57, c2);
    const low0 = Math.imul(0xd2511f53, c0);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[offset] = c0;
  out[offset + 1] = c1;
  out[offset + 2] = c2;
  out[offset + 3] = c3;
}

/** The upper 32 bits of a 64-bit product, by halves: JavaScript's numbers hold only 53 bits exactly. */
function highProduct(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle0 = Math.imul(a1, b0);
  const middle1 = Math.imul(a0, b1);
  const carry = (Math.imul(a0, b0) >>> 16) + (middle0 & 0xffff) + (middle1 & 0xffff);
  return (Math.imul(a1, b1) + (middle0 >>> 16) + (middle1 >>> 16) + (carry >>> 16)) | 0;
}
