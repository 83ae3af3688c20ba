import { conclusions, filesOf, plain, searchSentences, table } from '@advtrain/compare';
import type { Comparison } from '@advtrain/compare';
import { complain } from '../../terminal/output.ts';

interface Printing {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Prints what was found, as JSON or as a table and in sentences; on stderr where it was written, and what failed. */
export function print(comparison: Comparison, folder: string, { json, quiet }: Printing): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
    return;
  }
  // A terminal that does not know its width says 0.
  const width = process.stdout.isTTY ? process.stdout.columns || 80 : 160;
  process.stdout.write(`\n${plain(table(comparison), width)}\n`);
  for (const sentence of [...searchSentences(comparison), ...conclusions(comparison), ...comparison.task.notes])
    process.stdout.write(`- ${wrapped(sentence, Math.min(width, 100) - 2).replaceAll('\n', '\n  ')}\n`);
  process.stdout.write('\n');
  if (!quiet) complain(`Written: ${filesOf(folder).join(', ')}`);
  for (const run of comparison.runs) {
    if (run.failure !== undefined) complain(`advtrain: ${run.method}, seed ${run.seed}: ${run.failure}`);
  }
}

function wrapped(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}
