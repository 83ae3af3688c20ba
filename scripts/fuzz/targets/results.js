import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditedRuns, contradictions, readComparison, sharedIn } from '../../../packages/compare/src/verify/audited.ts';

const run = {
  key: 'f'.repeat(64),
  method: 'natural',
  seed: 1,
  options: {},
  status: 'finished',
  steps: 1,
  epochs: 1,
  units: { predicted: 3, counted: 3 },
  seconds: { training: 1, evaluation: 1 },
  peakBytes: 1,
  accuracy: { development: 0.5 },
  predicted: [0, 1],
  robust: [{ radius: 0.1, accuracy: 0.5 }],
  curve: [{ step: 1, units: 3, loss: 0.7 }],
  epochCurve: [{ epoch: 1, step: 1, units: 3, development: 0.5 }],
};
const comparison = {
  format: 1,
  settings: { seeds: [1] },
  methods: [{ name: 'natural', title: 'natural' }],
  runs: [run],
};

export default {
  json: true,
  seeds: () => [Buffer.from(JSON.stringify(comparison))],
  words: ['"runs":', '"method":', '"key":', '../', 'null'],
  run: (input, folder) => {
    writeFileSync(join(folder, 'results.json'), input);
    writeFileSync(join(folder, 'shared.json'), input);
    const read = readComparison(folder);
    for (const audited of auditedRuns(folder, read)) contradictions(audited);
    sharedIn(folder);
    return undefined;
  },
};
