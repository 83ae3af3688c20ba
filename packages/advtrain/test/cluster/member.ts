// One of several processes that train tiny models by every method together: `member.ts FOLDER TASK`, with TF_CONFIG. Writes what it
// ended with to FOLDER/SIZE-RANK.json.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adamw, clip, defaultsOf, ema, neighboursOption, sgd } from '@advtrain/core';
import type { Compile, MethodEntry, Model, Optimizer, Plugin, TaskKind } from '@advtrain/core';
import { cluster, leave } from '@advtrain/distributed';
import { engine } from '@advtrain/engine';
import { tinySubstitutes, trained } from '@advtrain/testing';
import type { Kind, Trained } from '@advtrain/testing';
import { methods } from '../../src/methods.ts';

/** What the processes do together: which methods on which models, and how. */
interface Task {
  /** Default: all. */
  readonly methods?: readonly string[];
  /** Default: of texts, of their tokens, of answers in them, of images. */
  readonly kinds?: readonly Kind[];
  readonly compile?: Compile;
  /** Batches a step, clipped by the global norm, with the optimizer that keeps most, and a moving average of the parameters. */
  readonly accumulate?: number;
}

const tasks = {
  text: 'classification',
  tokens: 'token-classification',
  answers: 'question-answering',
  image: 'images',
} as const;

/** Ten rounds with a step of this size drive the tiny model apart from itself, rounding by rounding. */
const options: Readonly<Record<string, object>> = { 'freelb++': { steps: 3, stepSize: 0.01 } };

const [folder = '.', asked = '{}'] = process.argv.slice(2);
const task = JSON.parse(asked) as Task;
await engine({ backend: 'native' });
const ring = await cluster({ version: 'test', joinTimeoutSeconds: 100 });
const found: Record<string, Trained> = {};
for (const entry of methods.filter(({ name }) => task.methods?.includes(name) ?? true))
  for (const kind of task.kinds ?? (['text', 'tokens', 'answers', 'image'] as const)) {
    const of = tasks[kind as keyof typeof tasks];
    if (!entry.kinds || entry.kinds.includes(of)) found[`${entry.name} on ${kind}`] = run(entry, kind, of);
  }
writeFileSync(join(folder, `${ring?.size ?? 1}-${ring?.rank ?? 0}.json`), JSON.stringify(found, plain));
if (ring) leave(ring);

function run(entry: MethodEntry, kind: Kind, of: TaskKind): Trained {
  const { compile = 'off', accumulate = 1 } = task;
  const average = (model: Model): Plugin[] => (accumulate > 1 ? [ema({ model, decay: 0.9 })] : []);
  return trained({
    kind,
    compile,
    accumulate,
    cluster: ring,
    optimizer: optimizer(accumulate),
    plugins: (model): readonly Plugin[] => [
      ...entry.plugins({ ...defaultsOf(entry.options), ...options[entry.name] }, {
        kind: of,
        model,
        accumulate,
        lengths: { example: 4, token: 2, entry: 1 },
        ...(neighboursOption(entry.options) === undefined ? {} : { substitutes: tinySubstitutes }),
      }),
      ...average(model),
    ],
  });
}

function optimizer(accumulate: number): Optimizer {
  if (accumulate === 1) return sgd({ learningRate: 0.1 });
  return clip(0.5, adamw({ learningRate: 0.001, epsilon: 1e-4 }));
}

/** Arrays of numbers as JSON has them. */
function plain(_: string, value: unknown): unknown {
  return value instanceof Float32Array ? [...value] : value;
}
