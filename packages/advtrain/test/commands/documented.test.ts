import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { program } from '../../src/commands/program.ts';
import { methods } from '../../src/methods.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const docs = readdirSync(`${root}docs`).filter((name) => name.endsWith('.md'));
const packages = readdirSync(`${root}packages`).map((name) => `packages/${name}/README.md`);
const pages = ['README.md', 'CONTRIBUTING.md', 'bench/README.md', ...docs.map((name) => `docs/${name}`), ...packages];

/** Every call of the command on a page, in blocks and in the text, with its words. */
function calls(page: string): readonly (readonly string[])[] {
  const text = readFileSync(`${root}${page}`, 'utf8');
  const found = text.matchAll(/(?:npx|node \S*bin\/)? ?\badvtrain(?:\.js)? ((?:[a-z]+\b)(?:[^`\n]*))/g);
  return [...found]
    .filter(([call]) => call.startsWith('npx'))
    .map((match) => match[1]!.split(/[#|>]/)[0]!.trim().split(/\s+/));
}

describe('commands that pages show', () => {
  const all = pages.flatMap((page) => calls(page).map((words) => ({ page, words, call: words.join(' ') })));

  test('are found', () => {
    expect(all.length).toBeGreaterThan(50);
  });

  test.each(all)('$page: advtrain $call has only what there is', ({ words: [name, ...rest] }) => {
    let command = program().commands.find((each) => each.name() === name);
    expect(command, name).toBeDefined();
    const sub = command?.commands.find((each) => each.name() === rest[0]);
    command = sub ?? command;
    const known = ['--help', ...(command?.options ?? []).flatMap(({ long }) => long ?? [])];
    const options = rest
      .filter((word) => word.startsWith('--'))
      .map((word) => word.split('=')[0]!.replace(/[.,;:)]$/, ''));
    for (const option of options) expect(known).toContain(option);
  });
});

test('the page on choosing a method links the paper of each that it has a row for', () => {
  const rows = readFileSync(`${root}docs/choose-a-method.md`, 'utf8').matchAll(/^\| (.*?) +\|/gm);
  const named = [...rows].map((match) => match[1]!).join('\n');
  const links = methods.flatMap(({ title, paper }) => (paper?.arxiv ? [{ title, arxiv: paper.arxiv }] : []));
  const found = links.filter(({ title }) =>
    new RegExp(`(^|[[, ])${title.replaceAll('+', '\\+')}($|[\\], ])`, 'm').test(named),
  );
  expect(found.length).toBeGreaterThan(15);
  for (const { title, arxiv } of found) expect(named).toContain(`[${title}](https://arxiv.org/abs/${arxiv})`);
});
