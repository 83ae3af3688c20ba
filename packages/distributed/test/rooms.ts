// One of two processes, with TF_CONFIG, that trains on batches of several shapes, one of them without a row for rank 1, and goes on from its checkpoint:
// `rooms.ts FOLDER`. Writes what the checkpoint says, and what it knew of its own recordings before and after, to FOLDER/RANK.json.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpoint, resume, sgd, Trainer } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { textBatch, tinyText } from '@advtrain/testing';
import { cluster, leave } from '../src/index.ts';

const [folder = '.'] = process.argv.slice(2);
await engine({ backend: 'native' });
const ring = (await cluster({ version: 'test', joinTimeoutSeconds: 100 }))!;
const shapes = [
  [4, 5],
  [4, 3],
  [3, 6],
  [1, 4],
];
const batches = shapes.map(([examples, length]) => textBatch({ examples: examples!, length: length! }));
const begun = () =>
  new Trainer({
    model: tinyText(),
    optimizer: sgd({ learningRate: 0.1 }),
    seed: 3,
    compile: 'function',
    cluster: ring,
  });
const trainer = begun();
Array.from(trainer.fit(batches), ({ losses }) => losses());
const before = trainer.recordingRoom.save();
const { tensors, metadata } = checkpoint(trainer);
const other = begun();
resume(other, { tensors, metadata });
writeFileSync(
  join(folder, `${ring.rank}.json`),
  JSON.stringify({ metadata, before, after: other.recordingRoom.save() }),
);
leave(ring);
