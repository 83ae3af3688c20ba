import { flagText } from '../../terminal/command-line.ts';
import type { HardenFlags } from './asked.ts';

/** What is no part of what is done: how it is said and kept, and by which processes, for any number comes to the same. */
const apart: readonly string[] = [
  ...['dryRun', 'json', 'quiet', 'restart', 'checkpointEvery', 'crashes'],
  ...['processes', 'workers', 'rank', 'joinTimeout', 'publicAddress', 'shardOptimizer', 'nccl'],
];

/** The command that does the same again, with every option that matters; of a time the units that it came to, which are the same elsewhere. */
export function repeatText(flags: HardenFlags): string {
  const options = Object.entries(flags).flatMap(([name, value]: [string, string | number | boolean | undefined]) => {
    if (apart.includes(name) || value === undefined) return [];
    if (name === 'onnx') return value === false ? ['--no-onnx'] : [];
    return [flagText(name, value === false ? String(value) : value)];
  });
  return `npx advtrain harden ${options.join(' ')}`;
}
