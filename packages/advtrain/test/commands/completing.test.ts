import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { advtrain, command } from '../advtrain.ts';

/** What the command offers for a line, of which the last word is being typed. */
async function offered(...line: readonly string[]): Promise<readonly string[]> {
  const { out, err } = await advtrain(['complete', '--', ...line]);
  expect(err).toBe('');
  const lines = out.trimEnd().split('\n');
  expect(lines.at(-1)).toBe(':4');
  return lines.slice(0, -1).map((each) => each.split('\t')[0]!);
}

describe('advtrain complete', () => {
  test.each([
    [['tr'], ['train']],
    [['train', '--learn'], ['--learning-rate']],
    [
      ['train', '--method', 'freel'],
      ['freelb', 'freelb++'],
    ],
    [
      ['compare', '--methods', 'natural,freel'],
      ['natural,freelb', 'natural,freelb++'],
    ],
    [
      ['compare', '--set', 'freelb.st'],
      ['freelb.steps=', 'freelb.stepSize=', 'freelb.start='],
    ],
    [['train', '--model', 'roberta-l'], ['roberta-large']],
    [['train', '--data', 'glue/rt'], ['glue/rte']],
    [['evaluate', 'src/comm'], ['src/commands/']],
    [['train', '--config', './package.j'], ['./package.json']],
    [['train', '--epochs', ''], []],
    [['predict', 'no/such/fol'], []],
  ])('offers for %j %j', async (line, words) => {
    expect(await offered(...line)).toEqual(words);
  });

  test('completes a line in bash by the script that it prints', async () => {
    const { out: script } = await advtrain(['complete', 'bash']);
    const program = [...command.options, command.main].map((each) => `'${each}'`).join(' ');
    const line = `
      advtrain() { '${process.execPath}' ${program} "$@"; }
      _get_comp_words_by_ref() { words=(advtrain train --preset st); cur=st; prev=--preset; cword=3; }
      compopt() { :; }
      ${script}
      __advtrain_complete
      echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['--norc', '-c', line], { encoding: 'utf8' })).toBe('standard\n');
  });

  test('refuses a shell that it has nothing for', async () => {
    const { code, err } = await advtrain(['complete', 'csh']);
    expect([code, err]).toEqual([
      2,
      'advtrain: There is no completion for "csh", only for bash, zsh, fish and powershell.\n',
    ]);
  });
});
