import { transform } from 'esbuild';
import { readFileSync } from 'node:fs';

/** One ```ts block of a page: a program that runs as it stands. */
export interface Example {
  /** The line of the page that the program starts on. */
  readonly line: number;
  readonly source: string;
}

/** The programs on a Markdown page. */
export function examples(page: string): readonly Example[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length + 1,
    source: match[1]!,
  }));
}

/** The program without its types, as Node runs it. */
export async function compiled(example: Example): Promise<string> {
  const { code } = await transform(example.source, { loader: 'ts', format: 'esm', target: 'es2022' });
  return code;
}
