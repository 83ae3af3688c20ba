// One of several processes that train tiny models by every method together: `member.ts FOLDER TASK`, with TF_CONFIG. Writes what it
// ended with to FOLDER/SIZE-RANK.json.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adamw, clip, defaultsOf, ema, neighboursOption, sgd, sharded } from '@advtrain/core';
import type { Compile, MethodEntry, Model, Optimizer, Plugin, TaskKind } from '@advtrain/core';
import { cluster, leave } from '@advtrain/distributed';
import { engine } from '@advtrain/engine';
import type { Wire } from '@advtrain/engine';
import { tinySubstitutes, trained, values } from '@advtrain/testing';
import type { Kind, Trained } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
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
  /** Whether the processes share out the optimizer's moments. */
  readonly shards?: boolean;
  /** What gradients are rounded to between the processes. Default: nothing. */
  readonly wire?: Wire;
}

const tasks = {
  text: 'classification',
  tokens: 'token-classification',
  answers: 'question-answering',
  image: 'images',
} as const;

const options: Readonly<Record<string, object>> = {
  // Ten rounds with larger steps drive the tiny model apart from itself, rounding by rounding.
  'freelb++': { steps: 3, stepSize: 0.01 },
  // Between the losses of the tiny model's batches, and of their parts.
  flooding: { level: 1 },
};

/** A method that moves by ∂/∂δ as it is, which no other does: of the whole batch's mean, not of a part's. */
const steep: Plugin = {
  name: 'steep',
  *perturb(step) {
    const gradient = yield { delta: tf.zerosLike(step.x), weight: 0.5 };
    yield { delta: tf.add(gradient, step.gradient(gradient)), weight: 0.5 };
  },
};

const [folder = '.', asked = '{}'] = process.argv.slice(2);
const task = JSON.parse(asked) as Task;
await engine({ backend: 'native' });
const ring = await cluster({ version: 'test', joinTimeoutSeconds: 100 });
const found: Record<string, Trained> = {};
for (const entry of methods.filter(({ name }) => task.methods?.includes(name) ?? true))
  for (const kind of task.kinds ?? (['text', 'tokens', 'answers', 'image'] as const)) {
    const of = tasks[kind as keyof typeof tasks];
    if (!entry.kinds || entry.kinds.includes(of))
      found[`${entry.name} on ${kind}`] = run(kind, (model) => pluginsOf(entry, model, of));
  }
found['steep ascent on text'] = run('text', () => [steep]);
writeFileSync(join(folder, `${ring?.size ?? 1}-${ring?.rank ?? 0}.json`), JSON.stringify(found, plain));
if (ring) leave(ring);

function run(kind: Kind, plugins: (model: Model) => readonly Plugin[]): Trained {
  const { compile = 'off', accumulate = 1 } = task;
  let average: ReturnType<typeof ema> | undefined;
  let averages: Trained['params'] = {};
  const run = trained({
    kind,
    compile,
    accumulate,
    cluster: ring,
    wire: task.wire ?? 'fp32',
    optimizerFor: (model) => optimizer(accumulate, model),
    plugins: (model) => {
      average = accumulate > 1 ? ema({ model, decay: 0.9 }) : undefined;
      return [...plugins(model), ...(average ? [average] : [])];
    },
    after: () => {
      if (average) averages = values(average.params);
    },
  });
  const averaged = Object.entries(averages).map(([name, numbers]) => [`average.${name}`, numbers] as const);
  return { ...run, params: { ...run.params, ...Object.fromEntries(averaged) } };
}

function pluginsOf(entry: MethodEntry, model: Model, kind: TaskKind): readonly Plugin[] {
  return entry.plugins(
    { ...defaultsOf(entry.options), ...options[entry.name] },
    {
      kind,
      model,
      accumulate: task.accumulate ?? 1,
      lengths: { example: 4, token: 2, entry: 1 },
      ...(neighboursOption(entry.options) === undefined ? {} : { substitutes: tinySubstitutes }),
    },
  );
}

function optimizer(accumulate: number, { params }: Model): Optimizer {
  if (accumulate === 1) return sgd({ learningRate: 0.1 });
  const adam = adamw({ learningRate: 0.001, epsilon: 1e-4 });
  return clip(0.5, ring && task.shards ? sharded(adam, { cluster: ring, params }) : adam);
}

/** Arrays of numbers as JSON has them. */
function plain(_: string, value: unknown): unknown {
  return value instanceof Float32Array ? [...value] : value;
}
