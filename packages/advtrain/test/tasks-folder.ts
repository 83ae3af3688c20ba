import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const animals = ['cat', 'dog', 'cow', 'hen', 'fox'] as const;
const name = (at: number) => animals[at % animals.length] ?? 'cat';

/** Writes small original files of WNLI (with a test set as large as the published one), STS-B and ARC-Easy. */
export function writeTasks(folder: string): void {
  const pair = (at: number) =>
    `the ${name(at)} saw the ${name(at + 1)}\tthe ${name(at % 2 === 0 ? at : at + 2)} saw it`;
  const pairs = (rows: number, last: string, value: (at: number) => string | undefined) =>
    [`index\tsentence1\tsentence2${last}`, ...Array.from({ length: rows }, (_, at) => [at, pair(at), value(at)])]
      .map((row) => (Array.isArray(row) ? row.filter((part) => part !== undefined).join('\t') : row))
      .join('\n');
  const label = (at: number) => `${at % 2}`;
  const score = (at: number) => (5 * Math.abs(Math.sin(at))).toFixed(3);
  const question = (at: number) => ({
    id: `${at}`,
    question: {
      stem: `Which one follows the ${name(at)}?`,
      choices: Array.from({ length: 3 + (at % 3) }, (_, c) => ({ text: `the ${name(c)}`, label: 'ABCDE'[c] })),
    },
    answerKey: 'ABC'[at % 3],
  });
  const questions = (rows: number) => Array.from({ length: rows }, (_, at) => JSON.stringify(question(at))).join('\n');
  const files = {
    'glue/WNLI/train.tsv': pairs(32, '\tlabel', label),
    'glue/WNLI/dev.tsv': pairs(16, '\tlabel', label),
    'glue/WNLI/test.tsv': pairs(146, '', () => undefined),
    'glue/STS-B/train.tsv': pairs(32, '\tscore', score),
    'glue/STS-B/dev.tsv': pairs(16, '\tscore', score),
    'arc/ARC-Easy-Train.jsonl': questions(24),
    'arc/ARC-Easy-Dev.jsonl': questions(12),
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), `${content}\n`);
  }
}
