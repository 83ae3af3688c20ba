import { Linter } from 'eslint';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parser } from 'typescript-eslint';
import { afterAll, describe, expect, test } from 'vitest';

const lint = new URL('../../../../scripts/lint/', import.meta.url);
const { default: advtrain } = await import(new URL('plugin.js', lint).href);
const { violation, methods, packages } = (await import(new URL('layers.js', lint).href)) as {
  violation(file: string, specifier: string, dependencies: readonly string[]): string | undefined;
  methods(): string[];
  packages(): string[];
};

const folder = mkdtempSync(join(tmpdir(), 'advtrain-lint-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const linter = new Linter({ cwd: folder });

function configOf(rule: string): Linter.Config[] {
  return [
    {
      files: ['**/*.ts'],
      plugins: { advtrain },
      languageOptions: { parser },
      rules: { [`advtrain/${rule}`]: 'error' },
    },
  ];
}

/** What a rule says of a text. */
function said(rule: string, text: string, name = 'text.ts'): string[] {
  return linter.verify(text, configOf(rule), { filename: join(folder, name) }).map(({ message }) => message);
}

/** What `eslint --fix` makes of a text. */
function repaired(rule: string, text: string): string {
  return linter.verifyAndFix(text, configOf(rule), { filename: join(folder, 'text.ts') }).output;
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

describe('advtrain/circles', () => {
  test.each([
    ["import { b } from './b.ts';", "import { a } from './a.ts';"],
    ["import type { B } from './b.ts';", "import type { A } from './a.ts';"],
    ["import { type B } from './b.ts';", "export type { A } from './a.ts';"],
    ["export * from './b.ts';", "export type A = import('./a.ts').A;"],
    ["import './b.ts';", "const a = await import('./a.ts');"],
  ])('finds %s with %s', (a, b) => {
    write({ 'b.ts': b });
    expect(said('circles', a, 'a.ts')).toEqual([
      'A circle of imports: a.ts → b.ts → a.ts. Move what they share to a file of its own.',
    ]);
  });

  test('names the shortest of several, through folders', () => {
    mkdirSync(join(folder, 'room'), { recursive: true });
    write({
      'long.ts': "import './longer.ts';",
      'longer.ts': "import './start.ts';",
      'room/short.ts': "import '../start.ts';",
    });
    const [message] = said('circles', "import './long.ts';\nimport './room/short.ts';", 'start.ts');
    expect(message).toContain('start.ts → room/short.ts → start.ts.');
    expect(said('circles', "import './long.ts';", 'start.ts')[0]).toContain(
      'start.ts → long.ts → longer.ts → start.ts',
    );
  });

  test('is content where nothing leads back to the file, and beside a circle of others', () => {
    write({ 'one.ts': "import './two.ts';", 'two.ts': "import './one.ts';", 'leaf.ts': "import 'start.ts';" });
    expect(said('circles', "import './one.ts';\nimport './leaf.ts';\nimport './absent.ts';", 'start.ts')).toEqual([]);
  });

  test('reads a file again once it has changed', () => {
    write({ 'changing.ts': "import './begin.ts';" });
    expect(said('circles', "import './changing.ts';", 'begin.ts')).toHaveLength(1);
    write({ 'changing.ts': '' });
    utimesSync(join(folder, 'changing.ts'), 1, 1);
    expect(said('circles', "import './changing.ts';", 'begin.ts')).toEqual([]);
  });
});

describe('advtrain/packing', () => {
  test('refuses a literal spread in a literal, and can unpack it', () => {
    expect(said('packing', 'f({ ...{ a, b }, c });')).toEqual([
      'No ...{ a, b }: write a, b, where a misspelt key is found.',
    ]);
    expect(repaired('packing', 'f({ ...{ a, b: { c }, }, d });')).toBe('f({ a, b: { c }, d });');
  });

  test('lets conditions and other objects be spread', () => {
    expect(said('packing', 'f({ ...(a && { b }), ...(a ? { b } : {}), ...c });')).toEqual([]);
  });
});

describe('advtrain/tuples', () => {
  test.each(['const [a, b] = [x, y];', 'let [a, b] = [0, 0];', '[a.x, a.y] = [x, y];', '[a, b] = [b, a + b];'])(
    'refuses %s',
    (text) => {
      expect(said('tuples', text)).toHaveLength(1);
    },
  );

  test.each(['[a, b] = [b, a];', '[a[i], a[j]] = [a[j]!, a[i]!];', 'const [a, b] = f();', 'const [a] = [x].map(f);'])(
    'lets %s be',
    (text) => {
      expect(said('tuples', text.replaceAll('!', ''))).toEqual([]);
    },
  );

  test('writes a statement for each where that changes nothing', () => {
    expect(repaired('tuples', 'const [a, { b }] = [x, y];')).toBe('const a = x;\nconst { b } = y;');
    for (const text of ['[a, b] = [b, a + b];', 'const [a, ...b] = [x, y];', 'const [a, b] = [x, ...y];'])
      expect(repaired('tuples', text)).toBe(text);
  });
});

describe('advtrain/yields', () => {
  test.each(['f(yield a);', 'f({ b: [yield a] });', 'new F(yield a);', 'yield* f(yield a);', 'yield { a: yield b };'])(
    'refuses %s',
    (text) => {
      expect(said('yields', `function* g() { ${text} }`)).toHaveLength(1);
    },
  );

  test.each([
    'const a = yield b;',
    'return yield* f(b);',
    'f(function* () { yield a; });',
    'const { a } = yield f(b);',
  ])('lets %s be', (text) => {
    expect(said('yields', `function* g() { ${text} }`)).toEqual([]);
  });
});

describe('advtrain/headers', () => {
  test.each([
    'for (let r = g.next(); !r.done; ) r = f();',
    'for (let r = f(); !r.done; r = g.next()) h();',
    'for (; !g.next().done; ) h();',
  ])('refuses %s', (text) => {
    expect(said('headers', text)).toHaveLength(1);
  });

  test('lets a while loop drive a generator, and a for loop’s body', () => {
    const loop = 'let r = g.next(); while (!r.done) { const a = yield r.value; r = g.next(a); }';
    expect(
      said(
        'headers',
        `function* f() { ${loop} for (;;) { g.next(); } for (;;) g.next(); for (const r of [g.next()]) h(r); }`,
      ),
    ).toEqual([]);
  });
});

describe('advtrain/rooms', () => {
  test('reports a folder of more than 14 source files on its first', () => {
    const room = join(folder, 'full');
    mkdirSync(room);
    for (let file = 0; file < 14; file++) writeFileSync(join(room, `file-${String.fromCharCode(97 + file)}.ts`), '');
    writeFileSync(join(room, 'page.md'), '');
    expect(said('rooms', '', 'full/file-a.ts')).toEqual([]);
    writeFileSync(join(room, 'file-o.ts'), '');
    expect(said('rooms', '', 'full/file-a.ts')).toEqual([
      'full has 15 source files, but at most 14 fit one folder: give some a folder of their own.',
    ]);
    expect(said('rooms', '', 'full/file-b.ts')).toEqual([]);
  });
});

describe('the layers', () => {
  test.each([
    ['evaluate', '@advtrain/attacks', true],
    ['evaluate', '@advtrain/statistics', true],
    ['evaluate', '@advtrain/freelb', false],
    ['evaluate', '@advtrain/compare', false],
    ['onnx', '@advtrain/models', true],
    ['onnx', '@advtrain/evaluate', false],
    ['evaluate', '@advtrain/onnx', false],
    ['compare', '@advtrain/evaluate', true],
    ['compare', '@advtrain/datasets', true],
    ['compare', '@advtrain/freelb', false],
    ['compare', 'advtrain', false],
    ['advtrain', '@advtrain/compare', true],
    ['advtrain', '@advtrain/freelb', true],
    ['advtrain', '@advtrain/testing', false],
    ['testing', 'advtrain', false],
    ['testing', '@advtrain/models', true],
    ['golden', '@advtrain/pgd', true],
    ['layers', '@advtrain/core', true],
    ['layers', '@advtrain/models', false],
    ['statistics', '@advtrain/engine', false],
    ['distributed', '@advtrain/core', true],
    ['distributed', '@advtrain/compare', false],
    ['datasets', '@advtrain/models', false],
    ['a-new-method', '@advtrain/attacks', true],
    ['a-new-method', '@advtrain/models', false],
    ['a-new-method', '@advtrain/freelb', false],
  ])('%s importing %s: %s, whether or not they exist yet', (name, specifier, allowed) => {
    const message = violation(`packages/${name}/src/planted.node.ts`, specifier, [specifier]);
    expect(message === undefined, message).toBe(allowed);
  });

  test('every package that is not of the house is a method', () => {
    expect(methods()).toContain('freelb');
    expect(methods()).not.toContain('core');
    expect(packages()).toEqual(expect.arrayContaining([...methods(), 'core', 'testing']));
  });
});
