import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { advtrainCommand } from '@advtrain/engine/fetch';
import { expect, test } from 'vitest';
import { output, run } from '../process.ts';
import { root } from '../root.ts';

/** Packages that are installed without the command. */
const alone = readdirSync(join(root, 'packages')).filter((name) => !['advtrain', 'golden'].includes(name));

/** What a sentence tells someone to do by the command, where its version is not in it. */
const BARE = /npx advtrain (?!@)|(?:run|with|by|on it with) advtrain [a-z]+/;

test('a remedy names the command with its version, for npx to get where it is not installed', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'packages', 'advtrain', 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(advtrainCommand('engine install')).toBe(`npx advtrain@${version} engine install`);
});

test('npx runs the command of a remedy that is beside the package, without asking a registry', async () => {
  const [program, ...args] = advtrainCommand('engine install --help').split(' ');
  const help = await output(program!, args, root, { npm_config_offline: 'true', ADVTRAIN_BUILT: '1' });
  expect(help).toContain('Usage: advtrain engine install');
});

test('what a remedy names are commands that there are, with options that they have', async () => {
  const bin = join(root, 'packages', 'advtrain', 'bin', 'advtrain.js');
  const remedies = sources().flatMap(({ text }) => [...text.matchAll(/advtrainCommand\([`']([^`']*)/g)]);
  expect(remedies.length).toBeGreaterThan(4);
  for (const words of new Set(remedies.map((match) => match[1]!.split(/ \$\{| -/)[0]!))) {
    const { code, stdout } = await run(process.execPath, [bin, ...words.split(' '), '--help'], root, {
      ADVTRAIN_BUILT: '1',
    });
    expect(code, words).toBe(0);
    expect(stdout, words).toContain(`Usage: advtrain ${words}`);
  }
});

test('no package that is installed without the command tells anybody to run it as if it were there', () => {
  const found = sources().flatMap(({ file, text }) =>
    text
      .split('\n')
      .flatMap((line, at) => (BARE.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line) ? `${file}:${String(at + 1)}` : [])),
  );
  expect(found).toEqual([]);
  expect(BARE.test('run `npx advtrain engine install`')).toBe(true);
});

function sources(): readonly { readonly file: string; readonly text: string }[] {
  return alone.flatMap((name) => {
    const folder = join(root, 'packages', name, 'src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    return files.map((file) => ({ file: `${name}/src/${file}`, text: readFileSync(join(folder, file), 'utf8') }));
  });
}
