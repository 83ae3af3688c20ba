import {
  checkPrecision,
  fold,
  key as rootKey,
  rowsOf,
  Slot,
  stepKey,
  type Key,
  type RecordingRoom,
} from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { Pieces } from './cluster/pieces.ts';
import { wholeNumber } from './contract/check.ts';
import { clockAt } from './contract/clock.ts';
import { checkedLoss, crossEntropyOf, type Loss } from './contract/loss.ts';
import type { Batch } from './contract/model.ts';
import type { Plugin, StepResult } from './contract/plugin.ts';
import { PluginDriver } from './hooks/driver.ts';
import { checkReplays } from './hooks/replays.ts';
import { unitsOfPlugins } from './hooks/units.ts';
import { checked } from './options/checked.ts';
import type { Execution } from './recording/execution.ts';
import { StepRunner } from './recording/step-runner.ts';
import { PendingStep } from './step/pending-step.ts';
import { takeBatch, unsummed } from './step/rounds.ts';
import { trainerRules, type TrainerOptions } from './trainer-options.ts';

/** Where {@link Trainer.fit} begins. */
export interface FitFrom {
  /** Batches that are passed over, after the plugins' `batches`. Default 0, or where a checkpoint that was resumed stood. */
  readonly from?: number;
}

/** Minimises a model's loss, one optimizer step at a time, as its plugins direct. */
export class Trainer {
  readonly options: TrainerOptions;
  readonly plugins: readonly Plugin[];
  /** Optimizer steps taken. */
  index = 0;
  readonly #driver: PluginDriver;
  readonly #loss: Loss;
  readonly #key: Key;
  readonly #accumulate: number;
  readonly #losses = new Slot();
  readonly #pending = new PendingStep();
  readonly #runner: StepRunner;
  readonly #pieces: Pieces | undefined;
  #position = 0;
  /** Where the next {@link fit} begins: at 0, but after a resume. */
  #from = 0;

  /** @param options the model, the optimizer, the plugins and the seed; one sentence is thrown where one of them is none. */
  constructor(options: TrainerOptions) {
    const {
      model,
      plugins = [],
      seed,
      accumulate = 1,
      compile = 'auto',
      precision = 'fp32',
      cluster,
      wire = 'fp32',
    } = checked('Trainer', options, trainerRules);
    if (!Number.isInteger(seed)) throw new Error(`seed is ${seed}, but must be a whole number.`);
    this.options = options;
    this.#driver = new PluginDriver(plugins);
    this.plugins = this.#driver.plugins;
    this.#pieces = cluster && new Pieces(cluster, model, wire);
    this.#loss = this.#chained(options.loss ? checkedLoss(options.loss) : crossEntropyOf(model));
    this.#key = rootKey(seed);
    this.#accumulate = wholeNumber('accumulate', accumulate, 1);
    checkPrecision(precision);
    // Processes that time steps each for itself would not all choose the same way to run them.
    const way = cluster && compile === 'auto' ? 'function' : compile;
    this.#runner = new StepRunner({
      model,
      compile: way,
      precision,
      onPass: (pass) => this.#driver.each('onPass', pass),
    });
  }

  /**
   * Batches of the current {@link fit}, or the one that was left last, that the steps taken have used, after the plugins' `batches`;
   * 0 after one that came to its end. Setting it, as a resume does, is where the next `fit` begins.
   */
  get position(): number {
    return this.#position;
  }

  /** @param batches a whole number, from 0 on. */
  set position(batches: number) {
    this.#position = batches;
    this.#from = batches;
  }

  /**
   * Trains on each batch in turn; leave the loop to stop early. The next `fit` begins with the first batch of its source, whether this
   * one came to its end or was left. To go on with what was left, give the same source and `{ from: trainer.position }`; after a
   * resume the next `fit` does so of itself.
   *
   * @param source the batches, which are not disposed.
   * @param options `from`, where the source is taken up. Default: its beginning, or after a resume the checkpoint's position.
   */
  *fit(source: Iterable<Batch>, { from = this.#from }: FitFrom = {}): Generator<StepResult, void> {
    const pending = this.#pending;
    let seen = 0;
    checkReplays(this.plugins, this.index, Math.floor(wholeNumber('from', from, 0) / this.#accumulate));
    this.#position = from;
    this.#from = 0;
    try {
      for (const batch of this.#driver.chain('batches', source)) {
        if (seen++ < from) continue;
        const last = pending.begun + 1 === this.#accumulate;
        this.#take(batch, last);
        if (!last) continue;
        const result = this.#end();
        this.#position = seen;
        yield result;
      }
      this.#position = seen;
      if (pending.begun > 0) {
        const { model, optimizer } = this.options;
        tf.tidy(() => {
          this.#pieces?.cluster.begin();
          pending.update(model, optimizer, clockAt(this.index), unsummed(this.#pieces, this.#driver));
        });
        yield this.#end();
      }
      this.#position = 0;
    } finally {
      pending.clear();
    }
  }

  /**
   * Takes one optimizer step on one batch.
   *
   * @param batch its inputs and labels, which stay the caller's.
   */
  step(batch: Batch): StepResult {
    try {
      this.#take(batch, true);
      return this.#end();
    } finally {
      this.#pending.clear();
    }
  }

  /** How steps run, and why not as functions where they do not. */
  get execution(): Execution {
    return this.#runner.execution;
  }

  /** What this process has of batches, for {@link checkpoint}; `undefined` where there are no other processes. */
  get pieces(): Pieces | undefined {
    return this.#pieces;
  }

  /** Which batches run as functions, for {@link checkpoint}: what was decided depends on all shapes that came so far. */
  get recordingRoom(): RecordingRoom {
    return this.#runner.room;
  }

  /** Frees what the Trainer and its plugins kept. The model and the optimizer belong to the caller. */
  dispose(): void {
    this.#losses.dispose();
    this.#pending.clear();
    this.#runner.dispose();
    this.#pieces?.dispose();
    this.#driver.each('dispose');
  }

  /** Takes one batch of an optimizer step, with the update where it is the last. */
  #take(batch: Batch, last: boolean): void {
    const { model, optimizer, average } = this.options;
    const { index } = this;
    const driver = this.#driver;
    const loss = this.#loss;
    const pending = this.#pending;
    const place = pending.begun;
    const places = this.#accumulate;
    pending.begin(average === 'example' && places > 1 ? batch.inputs.values.shape[0] : 1);
    const pieces = this.#pieces;
    const whole = { batch, piece: undefined, idle: false };
    const taken = () => {
      const { batch: own, piece, idle } = pieces?.take(batch) ?? whole;
      const step = { model, optimizer, driver, loss, pending, index, place, places, last, pieces, idle };
      const parted = piece ? [piece.from, idle] : [];
      return this.#runner.run({
        name: [place, last, pending.weight, last && pending.total, ...driver.all('phase', index), ...parted].join('|'),
        batch: own,
        index,
        key: rowsOf(stepKey(place === 0 ? this.#key : fold(this.#key, place), index), piece),
        compute: (given) => takeBatch(given, step),
      });
    };
    pending.losses.push(tf.tidy(() => pieces?.cluster.guarded(taken) ?? taken()));
  }

  /** The loss as plugins rewrite it, each of a mean over the whole batch: it need not be linear in it, as flooding's is not. */
  #chained(loss: Loss): Loss {
    const pieces = this.#pieces;
    if (!pieces) return this.#driver.chain('loss', loss);
    const rewrites = this.plugins.flatMap(({ loss: rewrite }) => rewrite ?? []);
    return rewrites.reduce((inner, rewrite) => rewrite((logits, labels) => pieces.mean(inner(logits, labels))), loss);
  }

  /** Ends an optimizer step, and tells the plugins. */
  #end(): StepResult {
    const { losses, begun } = this.#pending;
    const rounds = losses.reduce((sum, { size }) => sum + size, 0);
    const units = unitsOfPlugins(this.plugins, this.options.model, this.index);
    const result = this.#result(rounds, begun * units);
    tf.tidy(() => this.#losses.set(losses.length === 1 ? losses[0]!.clone() : tf.concat(losses)));
    this.#pending.clear();
    this.index++;
    tf.tidy(() => this.#driver.each('afterStep', result));
    return result;
  }

  #result(rounds: number, units: number): StepResult {
    const { index } = this;
    let read: readonly number[] | undefined;
    const losses = (): readonly number[] => {
      if (!read && this.index !== index + 1)
        throw new Error(`The losses of step ${index} were not read before step ${index + 1} began: read them earlier.`);
      return (read ??= [...this.#losses.value!.dataSync()]);
    };
    return { index, rounds, units, losses };
  }
}
