import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../process.ts';
import { compiled, examples } from './readme.ts';
import { results, root } from '../root.ts';

const programs = join(results, 'examples');
const elsewhere = mkdtempSync(join(tmpdir(), 'advtrain-readme-'));

mkdirSync(programs, { recursive: true });
afterAll(() => {
  rmSync(elsewhere, { recursive: true, force: true });
});

const found = pages().flatMap((page) =>
  examples(join(root, page)).map((example) => ({ page, line: example.line, example })),
);

describe('the programs in READMEs and docs', () => {
  test.each(found)('$page, line $line runs', async ({ page, line, example }) => {
    const program = join(programs, `${page.replaceAll('/', '.')}.${String(line)}.mjs`);
    writeFileSync(program, await compiled(example));
    const { code, stdout, stderr } = await run(process.execPath, [program], elsewhere);
    expect(code, stderr).toBe(0);
    expect(stdout.trim(), 'it prints what it found').not.toBe('');
  });

  test.each(pages().filter((page) => /^npm install (?!advtrain$)/m.test(readFileSync(join(root, page), 'utf8'))))(
    '%s installs each package that its programs import, as strict package managers want it',
    (page) => {
      const text = readFileSync(join(root, page), 'utf8');
      const said = [...text.matchAll(/^npm install (.*)$/gm)].map((match) => match[1]!).join(' ');
      const installed = said.split(/ +/).map((each) => each.replace(/(?<=.)@.*$/, ''));
      const own = page === 'packages/testing/README.md' ? 'js' : 'ts'; // vitest runs that one
      const blocks = text.matchAll(new RegExp(`^\`\`\`${own}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'));
      const programs = [...blocks].map((match) => match[1]!).join('\n');
      const imported = [...programs.matchAll(/^(?:import|export) .*?'((?:@[\w-]+\/)?[\w-]+)(?:\/[^']*)?';/gm)];
      expect(imported.length).toBeGreaterThan(0);
      expect(installed).toEqual(expect.arrayContaining(imported.map((match) => match[1])));
    },
  );

  test('all type-check against the sources', async () => {
    for (const { page, line, example } of found)
      writeFileSync(join(programs, `${page.replaceAll('/', '.')}.${String(line)}.ts`), example.source);
    const base = join(root, 'tsconfig.base.json');
    const compilerOptions = { composite: false, noEmit: true, types: ['node'], skipLibCheck: true };
    writeFileSync(
      join(programs, 'tsconfig.json'),
      JSON.stringify({ extends: base, compilerOptions, include: ['*.ts'] }),
    );
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', programs], root);
    expect(stdout).toBe('');
  });

  test.each(readdirSync(join(root, 'packages')).filter((name) => !['advtrain', 'golden', 'testing'].includes(name)))(
    'there is one for @advtrain/%s',
    (name) => {
      expect(found.map(({ page }) => page)).toContain(`packages/${name}/README.md`);
    },
  );
});

/** Every page for readers, from the repository's root. */
function pages(): string[] {
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const readmes = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`);
  return ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => `docs/${name}`), ...readmes].filter((page) =>
    existsSync(join(root, page)),
  );
}
