import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTensorFile, writeFileAtomically } from '../src/files/files.node.ts';
import { readSafetensors, writeSafetensors } from '../src/files/safetensors.ts';
import type { TensorData } from '../src/files/tensor-data.ts';

const tensors: Record<string, TensorData> = {
  odd: { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) },
  weight: { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1.5, -2, 3e-8, 4) },
  ids: { dtype: 'I64', shape: [2], data: BigInt64Array.of(2n ** 60n, -1n) },
  step: { dtype: 'I32', shape: [], data: Int32Array.of(-7) },
  mean: { dtype: 'F64', shape: [1], data: Float64Array.of(Math.PI) },
  bytes: { dtype: 'U8', shape: [0, 4], data: new Uint8Array(0) },
};

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks));
}

/** A file from a header and that many bytes of data. */
function fileOf(header: unknown, data: Uint8Array | number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return joined([length, json, typeof data === 'number' ? new Uint8Array(data) : data]);
}

function errorOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

describe('safetensors', () => {
  test('reads back every type, shape and the metadata as written', () => {
    const read = readSafetensors(joined(writeSafetensors(tensors, { format: 'pt' })));
    expect(read.metadata).toEqual({ format: 'pt' });
    expect(read.tensors).toEqual(tensors);
  });

  test('data are written without a copy, and read without one where they are aligned', () => {
    const chunks = writeSafetensors(tensors);
    expect(chunks.some((chunk) => chunk.buffer === tensors['weight']?.data.buffer)).toBe(true);
    const file = joined(chunks);
    for (const { data } of Object.values(readSafetensors(file).tensors)) expect(data.buffer).toBe(file.buffer);
  });

  test('reads tensors that are not aligned, and files that are a view into a larger buffer', () => {
    const entry = { dtype: 'F32', shape: [1], data_offsets: [1, 5] };
    const data = joined([Uint8Array.of(9), new Uint8Array(Float32Array.of(0.5).buffer)]);
    const file = fileOf({ a: { dtype: 'U8', shape: [1], data_offsets: [0, 1] }, b: entry }, data);
    for (const shift of [0, 1, 2, 3]) {
      const shifted = joined([new Uint8Array(shift), file]).subarray(shift);
      expect([...readSafetensors(shifted).tensors['b']!.data]).toEqual([0.5]);
      const pooled = Buffer.concat([Buffer.alloc(shift), file]).subarray(shift);
      expect([...readSafetensors(pooled).tensors['b']!.data]).toEqual([0.5]);
    }
  });

  test('half and brain floats become the float32 of the same value', () => {
    const half = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0xfc00, 0x7e00, 0x3555);
    const brain = Uint16Array.of(0x3f80, 0xc040, 0x7f80);
    const file = fileOf(
      {
        half: { dtype: 'F16', shape: [9], data_offsets: [0, 18] },
        brain: { dtype: 'BF16', shape: [3], data_offsets: [18, 24] },
      },
      joined([new Uint8Array(half.buffer), new Uint8Array(brain.buffer)]),
    );
    const read = readSafetensors(file).tensors;
    const third = 0.333251953125;
    expect([...read['half']!.data]).toEqual([1, -2, 65504, 2 ** -24, 2 ** -14, Infinity, -Infinity, NaN, third]);
    expect([...read['brain']!.data]).toEqual([1, -3, Infinity]);
    expect(read['half']!.dtype).toBe('F32');
  });

  test('a file cut at any length is refused in one sentence', () => {
    const file = joined(writeSafetensors(tensors, { format: 'pt' }));
    for (let length = 0; length < file.length; length++) {
      const message = errorOf(() => readSafetensors(file.slice(0, length), 'model.safetensors'));
      expect(message).toMatch(/^model\.safetensors .+\.$/);
      expect(message).not.toContain('\n');
    }
  });

  test('a file with any one byte of its header changed is read or refused in one sentence', () => {
    const file = joined(writeSafetensors(tensors, { format: 'pt' }));
    const data = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
    for (let at = 0; at < file.length - data; at++) {
      for (const flip of [1, 2, 16, 64, 128]) {
        const broken = file.slice();
        broken[at]! ^= flip;
        expect(errorOf(() => readSafetensors(broken, 'it'))).toMatch(/^(no error|it .+\.)$/);
      }
    }
  });

  test.each([
    ['a tensor that overlaps the one before it', { a: f32(0, 8), b: f32(4, 12) }, 12, /"b" at byte 4, which overlaps/],
    ['a gap between tensors', { a: f32(0, 8), b: f32(12, 20) }, 20, /"b" at byte 12, which leaves a gap/],
    ['a tensor beyond the end', { a: f32(0, 8), b: f32(8, 16) }, 12, /"b" at bytes 8 to 16, but only 12 bytes of data/],
    ['bytes that belong to nothing', { a: f32(0, 8) }, 12, /has 12 bytes of data, but its header describes 8/],
    [
      'a shape that does not fit',
      { a: { ...f32(0, 8), shape: [3] } },
      8,
      /gives tensor "a" 8 bytes, but F32 \[3\] takes 12/,
    ],
    ['a negative size', { a: { ...f32(0, 8), shape: [-1, -2] } }, 8, /lacks a proper dtype, shape and data_offsets/],
    ['an unknown type', { a: { ...f32(0, 8), dtype: 'F8_E4M3' } }, 8, /"a" of type F8_E4M3, but only F16, BF16, F32/],
    ['metadata that are no strings', { __metadata__: { a: 1 } }, 0, /"__metadata__" that is not a table of strings/],
    ['a header that is no object', [], 0, /header that is not a JSON object/],
    ['a header that is no JSON', '{"a"', 0, /header that is not JSON/],
  ])('refuses %s', (_what, header, bytes, message) => {
    expect(errorOf(() => readSafetensors(fileOf(header, bytes)))).toMatch(message);
  });

  test('refuses a header longer than the format allows before it makes room for it', () => {
    const file = new Uint8Array(16).fill(255);
    expect(errorOf(() => readSafetensors(file))).toMatch(/more than safetensors allows/);
  });

  test('a tensor may be called __proto__', () => {
    const file = fileOf('{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', Uint8Array.of(5));
    expect(Object.keys(readSafetensors(file).tensors)).toEqual(['__proto__']);
  });

  test('does not write data that do not fit their shape or type', () => {
    const data = Float32Array.of(1, 2);
    expect(errorOf(() => writeSafetensors({ a: { dtype: 'F32', shape: [3], data } }))).toMatch(
      /has 2 numbers of 4 bytes/,
    );
    expect(errorOf(() => writeSafetensors({ a: { dtype: 'F64', shape: [2], data } }))).toMatch(
      /F64 \[2\] needs 2 of 8/,
    );
  });
});

describe('files', () => {
  test('a tensor file is written and read, and its folder made', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'files-')), 'a', 'b', 'model.safetensors');
    await writeFileAtomically(path, writeSafetensors(tensors));
    expect((await readTensorFile(path)).tensors).toEqual(tensors);
  });

  test('a missing file is one sentence', async () => {
    await expect(readTensorFile('/nowhere/model.safetensors')).rejects.toThrow(
      '/nowhere/model.safetensors could not be read (there is no such file): check the path.',
    );
  });

  test('where the disk does not take the whole file, the old one stays and nothing is left beside it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'files-'));
    const path = join(folder, 'model.bin');
    await writeFile(path, 'old');
    const script = join(folder, 'write.mts');
    const source = new URL('../src/files/files.node.ts', import.meta.url).href;
    await writeFile(
      script,
      `import { writeFileAtomically } from ${JSON.stringify(source)};
       await writeFileAtomically(${JSON.stringify(path)}, [new Uint8Array(1 << 20)]).catch((error) => console.log(error.message));`,
    );
    const tsx = import.meta.resolve('tsx');
    // The shell's limit on file sizes stands in for a full disk: the write fails half-way, as there.
    const run = spawnSync('sh', ['-c', `ulimit -f 100; exec "$0" --import "$1" "$2"`, process.execPath, tsx, script], {
      encoding: 'utf8',
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    });
    expect(run.stdout).toMatch(
      /model\.bin could not be written \(it is larger than the system allows\); what was there/,
    );
    expect(await readFile(path, 'utf8')).toBe('old');
    expect((await readdir(folder)).sort()).toEqual(['model.bin', 'write.mts']);
  });
});

function f32(begin: number, end: number): object {
  return { dtype: 'F32', shape: [(end - begin) / 4], data_offsets: [begin, end] };
}
