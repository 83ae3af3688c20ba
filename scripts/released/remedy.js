// What `@advtrain/engine` alone says to do where native TensorFlow is missing is done, as far as it needs no download of that.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.js';

const source = `
  import { engine } from '@advtrain/engine';
  await engine({ backend: 'native' }).catch((error) => console.log(error.message));
`;

/** Why the remedy cannot be followed in a project of the engine alone; undefined where it can. */
export async function remedyFailure(node, project) {
  writeFileSync(join(project, 'refused.mjs'), source);
  const { stdout } = await run(node.program, ['refused.mjs'], project, { ADVTRAIN_CACHE: join(project, 'cache') });
  const [, remedy] = /run `([^`]*)`/.exec(stdout) ?? [];
  if (remedy === undefined) return `Without native TensorFlow it said no remedy: ${stdout}`;
  const [program, ...args] = remedy.split(' ');
  // What npx got of that version another time is not what is tried here.
  const env = { npm_config_cache: join(project, 'npm'), npm_config_yes: 'true' };
  const help = await run(program, [...args, '--help'], project, env);
  const followed = help.code === 0 && help.stdout.includes('Usage: advtrain engine install');
  return followed ? undefined : `${remedy} ended with ${help.code}: ${help.stderr}`;
}
