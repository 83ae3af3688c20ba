import { execFile } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { program } from '../../../src/commands/program.ts';
import { advtrain, command } from '../../advtrain.ts';
import { comparedFilms } from './compared-films.ts';

const folder = fileURLToPath(new URL('../../../../../examples/kubernetes/', import.meta.url));

interface Pod {
  readonly spec: {
    readonly containers: readonly { readonly command: readonly string[]; readonly args: readonly string[] }[];
  };
}

function manifest(name: string): unknown {
  return parse(readFileSync(`${folder}${name}`, 'utf8'));
}

/** The script that a job has its pods run. */
function script(name: string): string {
  const { spec } = manifest(name) as { readonly spec: { readonly template: Pod } };
  return spec.template.spec.containers[0]!.args[0]!;
}

test('the pods of a training are given options that there are', () => {
  const { spec } = manifest('train.yaml') as {
    readonly spec: { readonly tfReplicaSpecs: { readonly Worker: { readonly template: Pod } } };
  };
  const [{ command: begun, args } = { command: [], args: [] }] = spec.tfReplicaSpecs.Worker.template.spec.containers;
  expect(begun.slice(0, 2)).toEqual(['npx', 'advtrain']);
  const asked = program().commands.find((each) => each.name() === begun[2]);
  const known = asked?.options.map(({ long }) => long);
  for (const arg of args) expect(known).toContain(arg.split('=')[0]);
});

describe.skipIf(process.platform === 'win32')('a sweep, a pod a seed', () => {
  const films = comparedFilms('kubernetes');
  const { at, comparing } = films;
  const [, ...given] = comparing('gone');
  const settings = given.slice(0, given.indexOf('--seeds'));
  const rest = given.slice(given.indexOf('--backend'), given.indexOf('--out'));

  /** Runs a pod's script here: on other folders, with the small comparison in place of that of a file, and two seeds in place of nine. */
  const ran = (name: string, index = 0) => {
    const quoted = [process.execPath, ...command.options, command.main, 'compare', ...settings, ...rest];
    const here = script(name)
      .replaceAll('/results', at('results'))
      .replace('npx advtrain compare --data /data/train.csv', quoted.map((word) => `'${word}'`).join(' '))
      .replace('--seeds 9', '--seeds 2');
    const cwd = fileURLToPath(new URL('../../..', import.meta.url));
    const env = { ...process.env, JOB_COMPLETION_INDEX: String(index) };
    return promisify(execFile)('sh', ['-c', here], { cwd, env });
  };

  beforeAll(async () => {
    expect((await advtrain(comparing('alone'))).code).toBe(0);
  });

  afterAll(() => {
    films.remove();
  });

  test('is gathered into the results of one process, without a run that is done again', async () => {
    for (const index of [0, 1]) await ran('sweep.yaml', index);
    const { stderr } = await ran('gather.yaml');
    expect(stderr.split('finished before')).toHaveLength(7);
    cpSync(at('results', 'all'), at('gathered'), { recursive: true });
    expect(films.numbers('gathered')).toEqual(films.numbers('alone'));
  });
});
