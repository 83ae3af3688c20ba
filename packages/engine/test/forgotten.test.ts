import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** What a program in this package says when it fails. */
function complaint(program: string): string {
  const args = ['--conditions=@advtrain/source', '--import', 'tsx', '--input-type=module', '-e', program];
  return spawnSync(process.execPath, args, { cwd: new URL('..', import.meta.url).pathname, encoding: 'utf8' }).stderr;
}

test('a program that forgot `await engine()` is told so by its first operation', () => {
  const sentence = "Error: Nothing is there to compute on yet: call `await engine()` of '@advtrain/engine' first.";
  expect(complaint("import { key, normal } from '@advtrain/engine'; normal([2], key(1));")).toContain(sentence);
  const plain = "import '@advtrain/engine'; import * as tf from '@tensorflow/tfjs-core'; tf.tensor1d([1, 2]);";
  expect(complaint(plain)).toContain(sentence);
});

test('a program with a backend of its own is not', () => {
  const own =
    "import '@advtrain/engine'; import '@tensorflow/tfjs-backend-cpu'; import * as tf from '@tensorflow/tfjs-core'; tf.tensor1d([1]);";
  expect(complaint(own)).not.toContain('Error');
});
