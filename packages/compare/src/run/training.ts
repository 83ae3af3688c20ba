import { costLedger, replaysOf, sharded, Trainer, withGradientNorm } from '@advtrain/core';
import type { Cluster, Execution, Loss, Model, Optimizer, Plugin } from '@advtrain/core';
import { ChangedFile } from '@advtrain/datasets';
import { optimizerOf } from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';
import type { CurvePoint } from '../results/runs/run-result.ts';
import { runRecord } from '../results/runs/run-record.ts';
import type { RunRecord } from '../results/runs/run-record.ts';
import { checkLast, evaluate, isDue } from './evaluations.ts';
import type { Evaluating } from './evaluations.ts';
import { averaged } from './averaged.ts';
import type { Averaged } from './averaged.ts';
import { Interrupted } from './interrupted.ts';
import { keepNewest, nothingYet, removeCheckpoints, restoreCheckpoint } from './kept/run-checkpoint.ts';
import type { SoFar } from './kept/so-far.ts';
import { followed } from './watch/followed.ts';
import { guarded } from './watch/guard.ts';
import type { Guarded } from './watch/guard.ts';
import type { Feed } from '../task/training-set.ts';

/** Sees a run before every step and after the last; what it gives is a line of the record. */
export type Witness = (seen: {
  readonly trainer: Trainer;
  readonly soFar: SoFar;
  /** Optimizer steps in all. */
  readonly steps: number;
  /** What its states are kept under. */
  readonly key: string;
}) => Promise<Readonly<Record<string, string | number>> | undefined>;

/** What {@link train} needs. */
export interface TrainingOptions extends Evaluating {
  readonly model: Model;
  /** The method, and what goes with it. */
  readonly plugins: readonly Plugin[];
  readonly seed: number;
  /** Batches, epoch after epoch, without end, after so many that were used before. */
  readonly feed: (used: number) => Feed;
  readonly loss: Loss;
  /** Called after every step. */
  readonly onStep: (step: number, loss: number, soFar: SoFar) => void;
  /** Called where a checkpoint has been written, or gone on from, with its step. */
  readonly onCheckpoint: (step: number) => void;
  readonly pause: Pause;
  /** What stops training where there are other processes, which `pause` does not. */
  readonly signal: AbortSignal | undefined;
  /** The processes that train together. */
  readonly cluster: Cluster | undefined;
  /** Whether they share out the optimizer's moments. */
  readonly shardsOptimizer: boolean;
  /** Default: none. */
  readonly witness?: Witness;
  /** Path of the record, as JSON lines. */
  readonly record: string;
  /** Path of the newest checkpoint; the one before it is kept beside it. */
  readonly checkpoint: string;
  /** How many seconds of training may be lost. */
  readonly checkpointSeconds: number;
  /** What the checkpoint must be of. */
  readonly key: string;
  /** Throws a sentence where what goes with a checkpoint is not there any more. */
  readonly check: (soFar: SoFar) => Promise<void>;
  /** What attempts before this one have spent, which its own figures are added to. */
  readonly spent: Pick<SoFar, 'units' | 'seconds' | 'lines'>;
  /** Seconds of steps after which it stops, at the next step. Default: none. */
  readonly seconds?: number;
}

/** What training has given: the numbers. */
export interface Trained extends SoFar {
  readonly steps: number;
  /** Whether steps ran as recorded functions, and if not, why. */
  readonly execution: Execution;
}

/** Trains a model as a plan says; goes on from the checkpoint if there is one, and leaves one when it is interrupted. */
export async function train(options: TrainingOptions): Promise<Trained> {
  const { model, plugins, plan, seed, training, loss, cluster, shardsOptimizer } = options;
  const { compile = 'auto', precision = 'fp32', accumulate = 1, average = 'batch', wire = 'fp32' } = training;
  const { params } = model;
  const around = cluster && shardsOptimizer ? (inner: Optimizer) => sharded(inner, { cluster, params }) : undefined;
  const optimizer = withGradientNorm(optimizerOf(training, plan.steps, around));
  const cost = costLedger();
  const averages = training.ema === undefined ? undefined : averaged(model, training.ema);
  const trainer = new Trainer({
    model,
    optimizer,
    loss,
    plugins: [...plugins, cost, options.guard.rows, ...(averages ? [averages.plugin] : [])],
    seed,
    accumulate,
    average,
    compile,
    precision,
    cluster,
    wire,
  });
  try {
    const restored = await restoreCheckpoint(trainer, { ...options, path: options.checkpoint });
    if (restored) options.onCheckpoint(trainer.index);
    const soFar = restored ?? { ...nothingYet(), ...options.spent };
    await steps(trainer, { cost, norm: optimizer.gradientNorm }, soFar, { ...options, averages });
    averages?.take();
    return { ...soFar, steps: trainer.index, execution: trainer.execution };
  } finally {
    trainer.dispose();
    optimizer.dispose();
  }
}

/** What is read of a step. */
interface Gauges {
  readonly cost: ReturnType<typeof costLedger>;
  /** The global norm of its gradient. */
  readonly norm: () => number;
}

async function steps(
  trainer: Trainer,
  gauges: Gauges,
  soFar: SoFar,
  options: TrainingOptions & { readonly averages: Averaged | undefined },
): Promise<void> {
  const { plan, pause, plugins, training, cluster, averages } = options;
  const { accumulate = 1 } = training;
  const record = runRecord(options.record, soFar.lines);
  const begun = trainer.index;
  let kept = performance.now();
  let isOver = soFar.seconds >= (options.seconds ?? Infinity);
  // Of the batches of a step that are replayed, the trainer passes over what it has used.
  const replays = replaysOf(plugins);
  const used = Math.floor(begun / replays) * accumulate;
  const feed = options.feed(used);
  const source = followed(feed.batches);
  const fit = trainer.fit(source.batches, { from: (begun % replays) * accumulate });
  const keep = async () => {
    await keepNewest(trainer, soFar, options.checkpoint, options.key);
    options.onCheckpoint(trainer.index);
  };
  const conclude = () => {
    if (trainer.index > begun) addExecution(trainer.execution, record, soFar);
  };
  try {
    for (;;) {
      const line = await options.witness?.({ trainer, soFar, steps: plan.steps, key: options.key });
      if (line) soFar.lines++;
      if (line) record.add(line);
      if (!soFar.ending && isDue(trainer.index, soFar, options)) {
        const look = () => evaluate(trainer.index, soFar, record, options);
        await (averages?.during(look) ?? look());
      }
      if (trainer.index >= plan.steps || soFar.exhausted || soFar.ending || isOver) break;
      await feed.ready(accumulate);
      const seen = step(fit, record, soFar, options, gauges);
      const recentLoss = meanLoss(soFar.curve.slice(-pointsOfCurve / 4));
      const batches = used + source.count;
      const taken = { ...seen, recentLoss, step: trainer.index, batch: source.last!, batches };
      const ending = guarded(taken, soFar, record, options.guard);
      if (ending) soFar.ending = ending;
      if (ending?.status === 'diverged') {
        conclude();
        return;
      }
      const isDueToKeep = performance.now() - kept > 1000 * options.checkpointSeconds;
      const own = [soFar.seconds >= (options.seconds ?? Infinity), isDueToKeep, options.signal?.aborted ?? false];
      const [over, keeps, stops] = cluster?.agreed(own) ?? own;
      isOver = over!;
      if (keeps) {
        await keep();
        kept = performance.now();
      }
      await pause();
      if (cluster && stops) throw new Interrupted('The run was interrupted.');
    }
    conclude();
    checkLast(options.model.params, trainer.index, soFar, record, options);
    if (soFar.ending?.status === 'diverged') return;
    // The evaluation that follows may be cut off as well, and takes long enough for training not to be lost to it.
    const isDear = soFar.seconds > Math.min(10, options.checkpointSeconds);
    if (cluster?.agreed([isDear])[0] ?? isDear) await keep();
  } catch (error) {
    if (error instanceof Interrupted) {
      conclude();
      await keep();
    }
    // What was kept may have been trained on what nobody had named.
    if (error instanceof ChangedFile) await removeCheckpoints(options.checkpoint);
    throw error;
  } finally {
    fit.return();
    await feed.close();
  }
}

/** Points that a learning curve has, about. */
const pointsOfCurve = 60;

function meanLoss(points: readonly CurvePoint[]): number {
  return points.reduce((sum, { loss }) => sum + loss, 0) / points.length;
}

/** Notes how the steps ran that were taken here: a run that is cut off and goes on says it once for each part. */
function addExecution({ how, reason, recordings, measured }: Execution, record: RunRecord, soFar: SoFar): void {
  record.add({ execution: { how, reason, recordings, measured: measured?.map((each) => ({ ...each })) } });
  soFar.lines++;
}

/** Takes one step, notes what it did, and gives its loss and the norm of its gradient. */
function step(
  fit: ReturnType<Trainer['fit']>,
  record: RunRecord,
  soFar: SoFar,
  { plan, onStep, spent }: TrainingOptions,
  { cost, norm: normOf }: Gauges,
): Pick<Guarded, 'loss' | 'norm'> {
  const began = performance.now();
  const { value } = fit.next();
  if (!value) throw new Error('The training data ended before the last step.');
  const losses = value.losses();
  const loss = losses.reduce((sum, l) => sum + l, 0) / losses.length;
  const norm = normOf();
  const seen = { loss, norm };
  const index = value.index + 1;
  soFar.seconds += (performance.now() - began) / 1000;
  soFar.units = spent.units + cost.ledger.units;
  record.add({
    step: index,
    loss: Number.isFinite(loss) ? loss : String(loss),
    norm: Number.isFinite(norm) ? norm : String(norm),
    units: soFar.units,
    seconds: soFar.seconds,
  });
  soFar.lines++;
  if (!Number.isFinite(loss)) return seen;
  soFar.losses.push(loss);
  if (soFar.losses.length >= Math.ceil(plan.steps / pointsOfCurve) || index === plan.steps) {
    const mean = soFar.losses.reduce((sum, l) => sum + l, 0) / soFar.losses.length;
    soFar.curve.push({ step: index, units: soFar.units, loss: mean });
    soFar.losses = [];
  }
  onStep(index, loss, soFar);
  return seen;
}
