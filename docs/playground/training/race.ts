import { adamw, Trainer, type Batch, type Model, type Optimizer } from '@advtrain/core';
import { fold, key, uniformNumbers } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { batchOf, classes } from '../data/batch.ts';
import { heldOut, training, vocabulary } from '../data/corpus.ts';
import { measure, type Measured } from './attack.ts';
import { smallClassifier } from './model.ts';
import { ways, type Settings, type Way } from './settings.ts';

const seed = 1;
const batchSize = 32;
const learningRate = 3e-3;
const measuredOn = 100;
const batchesOfPass = Math.floor(training.length / batchSize);

/** Steps after which a race is over: a dozen passes over the sentences. */
export const lastStep = 400;

/** One of the three. */
export interface Runner {
  readonly way: Way;
  readonly model: Model;
}

/** The three trainings: the same model, the same batches, the same seed. */
export interface Race {
  readonly runners: readonly Runner[];
  readonly settings: Settings;
  /** Steps that each has taken. */
  readonly steps: number;
  /** Takes one step of each; awaits `pause` between two. */
  step(pause: () => Promise<void>): Promise<void>;
  /** Measures each on the same held-out sentences. */
  measure(pause: () => Promise<void>): Promise<readonly Measured[]>;
  dispose(): void;
}

/** Puts the three at the start. */
export function raceOf(settings: Settings): Race {
  const lanes = ways.map((way) => laneOf(way, settings));
  const probed = batchOf(heldOut.slice(0, measuredOn), vocabulary);
  let steps = 0;
  return {
    runners: lanes,
    settings,
    get steps() {
      return steps;
    },
    async step(pause) {
      const batch = batchAt(steps);
      try {
        for (const { trainer, model } of lanes) {
          trainer.step(batch);
          // A graphics card may lag behind what it is told: without waiting for it, what is told piles up.
          await model.params['outputBias']!.data();
          await pause();
        }
        steps++;
      } finally {
        dispose(batch);
      }
    },
    async measure(pause) {
      const all: Measured[] = [];
      for (const { model } of lanes) {
        all.push(await measure(model, probed, settings.radius));
        await pause();
      }
      return all;
    },
    dispose() {
      for (const { trainer, optimizer, model } of lanes) {
        trainer.dispose();
        optimizer.dispose();
        tf.dispose({ ...model.params });
      }
      dispose(probed);
    },
  };
}

interface Lane extends Runner {
  readonly optimizer: Optimizer;
  readonly trainer: Trainer;
}

function laneOf(way: Way, settings: Settings): Lane {
  const model = smallClassifier(vocabulary.words.length, classes.length, seed);
  const optimizer = adamw({ learningRate });
  const trainer = new Trainer({ model, optimizer, plugins: way.plugins(settings), seed });
  return { way, model, optimizer, trainer };
}

/** The batch of a step: sentences in an order of its own for every pass. */
function batchAt(step: number): Batch {
  const pass = Math.floor(step / batchesOfPass);
  const draws = uniformNumbers(training.length, fold(key(seed), `order ${pass}`));
  const order = training.map((_, row) => row).sort((a, b) => draws[a]! - draws[b]!);
  const first = (step % batchesOfPass) * batchSize;
  return batchOf(
    order.slice(first, first + batchSize).map((row) => training[row]!),
    vocabulary,
  );
}

function dispose({ inputs, labels }: Batch): void {
  tf.dispose([inputs.values, inputs.mask!, labels]);
}
