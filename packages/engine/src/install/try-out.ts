import { join } from 'node:path';
import { execute } from './compile.ts';

/** Loads the addon of a folder in a process of its own and multiplies. Gives what went wrong, in a few words. */
export async function tryOut(folder: string): Promise<string | undefined> {
  const program = `
    const b = require(process.argv[1]);
    const type = { name: 'T', type: b.TF_ATTR_TYPE, value: b.TF_FLOAT };
    const x = b.createTensor([1, 1], b.TF_FLOAT, new Float32Array([3]));
    const [y] = b.executeOp('MatMul', [type], [x, x], 1);
    process.exit(b.tensorDataSync(y.id)[0] === 9 ? 0 : 1);`;
  const { code, stderr } = await execute([process.execPath, '-e', program, join(folder, 'advtrain.node')]);
  if (code === 0) return undefined;
  const said = stderr.split('\n').find((line) => /error/i.test(line));
  return said?.trim() ?? 'it ended without a message';
}
