// Prints by how many bytes the most memory that this process ever held rises while it takes recorded steps.

import { readFileSync } from 'node:fs';
import { engine } from '@advtrain/engine';
import { eightLayers } from '../eight-layers.ts';

await engine({ backend: 'native' });
const gradientCheckpointing = process.argv[2] === 'true';
// Everything that is loaded or made once is there before the rise begins.
eightLayers({ gradientCheckpointing, compile: 'function', steps: 2, batchSize: 1 });
const before = peak();
eightLayers({ gradientCheckpointing, compile: 'function', steps: 3, batchSize: 48 });
process.stdout.write(`${String(peak() - before)}\n`);

function peak(): number {
  return 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
