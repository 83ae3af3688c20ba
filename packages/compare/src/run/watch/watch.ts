import type { Batch, Model, TaskKind } from '@advtrain/core';
import { adviceOn } from '../../guards/advice.ts';
import type { Circumstances } from '../../guards/advice.ts';
import { againstChance, isChance, isLearned } from '../../guards/chance-loss.ts';
import { oneClass } from '../../guards/collapse.ts';
import { explodes, withNorm } from '../../guards/explosion.ts';
import { latest, lookBack, summed } from '../../guards/looks.ts';
import { overfitsOneStep } from '../../guards/one-step.ts';
import type { FailureKind, Warning } from '../../guards/warning.ts';
import { percent, rounded } from '../../format.ts';
import { lookAt } from './look-at.ts';
import { isDue } from './rhythm.ts';
import type { Rhythms } from './rhythm.ts';
import type { WatchState } from './state.ts';
import { attackBriefly } from './under-attack.ts';
import type { WatchedBall } from './watched-ball.ts';

/** What a watch looks at. */
export interface WatchOptions {
  readonly model: Model;
  readonly kind: TaskKind;
  /** Names of the classes; none where answers are choices. */
  readonly classes: readonly string[];
  /** Steps of the run in all. */
  readonly steps: number;
  readonly rhythms: Rhythms;
  /** The method's ball. Absent where it has none: then nothing is attacked. */
  readonly ball?: WatchedBall;
  readonly circumstances: Circumstances;
}

/** A step that was taken. */
export interface Taken {
  /** Optimizer steps taken. */
  readonly step: number;
  /** The global norm of its gradient. */
  readonly norm: number;
  /** Its last batch, still there. */
  readonly batch: Batch;
  /** The mean loss of training lately, over about a quarter of the run; NaN before there is any. */
  readonly recentLoss: number;
}

/**
 * Looks at a run after a step, outside of it and without a change to it, and gives what is newly seen to go wrong. What was
 * wrong and is over is marked in the state. Everything is a function of the run alone: no clock decides.
 */
export function watch(taken: Taken, state: WatchState, options: WatchOptions): readonly Warning[] {
  const found: Finding[] = [
    exploding(taken, state),
    ...answering(taken, state, options),
    ...underAttack(taken, state, options),
  ];
  const news = found.flatMap((finding) => noted(finding, taken.step, state, options));
  state.warnings = [...state.warnings, ...news];
  return news;
}

/** A warning where the finding is the first of its kind; marks the one there is as over, or as back. */
function noted(
  { kind, sentence }: Finding,
  step: number,
  state: WatchState,
  options: WatchOptions,
): readonly Warning[] {
  const isKnown = state.warnings.some((warning) => warning.kind === kind);
  if (!isKnown)
    return sentence === undefined ? [] : [{ kind, step, sentence, advice: adviceOn(kind, options.circumstances) }];
  state.warnings = state.warnings.map((warning) => {
    if (warning.kind !== kind) return warning;
    const { until, ...rest } = warning;
    return sentence === undefined ? { ...rest, until: until ?? step } : rest;
  });
  return [];
}

/** What a look says of a failure: a sentence where it is there. */
interface Finding {
  readonly kind: FailureKind;
  readonly sentence: string | undefined;
}

function exploding({ norm, step }: Taken, state: WatchState): Finding {
  const { usual } = state.norms;
  state.norms = withNorm(state.norms, norm);
  const times = usual === undefined ? '' : `, ${rounded(norm / usual)} times what it usually was`;
  const sentence = `The gradient's norm was ${rounded(norm)} at step ${step}${times}.`;
  return { kind: 'exploding-gradients', sentence: explodes(state.norms, norm) ? sentence : undefined };
}

function answering({ step, batch, recentLoss }: Taken, state: WatchState, options: WatchOptions): readonly Finding[] {
  const { model, kind, classes, steps, rhythms } = options;
  // Of the places of an answer none is more frequent than another.
  if (kind === 'regression' || kind === 'question-answering' || !isDue(rhythms.look, step, steps)) return [];
  const look = lookAt(model, batch, rhythms.look.examples, step);
  if (!Number.isFinite(look.loss)) {
    return [{ kind: 'not-finite', sentence: `After step ${step} the parameters give logits that are no numbers.` }];
  }
  state.looks = latest([...state.looks, look], lookBack);
  state.labels = summed([state.labels, look.labels]);
  const loss = againstChance(state.looks, state.labels);
  state.learned ||= loss !== undefined && isLearned(loss);
  // Who has learned nothing yet may still be about to.
  const isTime = state.learned || step >= steps / 2;
  const one = isTime ? oneClass(state.looks, step === steps) : undefined;
  const chance = isTime && !one && loss && isChance(loss, recentLoss) ? loss : undefined;
  return [
    {
      kind: 'collapse',
      sentence:
        one &&
        `It answers “${classes[one.index] ?? `choice ${one.index}`}” to ${one.examples} training examples of which ${percent(one.others)} are something else.`,
    },
    {
      kind: 'chance-loss',
      sentence:
        chance &&
        `Its loss is ${chance.loss.toFixed(3)} on ${chance.examples} unperturbed training examples, where guessing scores ${chance.chance.toFixed(3)}.`,
    },
  ];
}

function underAttack({ step, batch }: Taken, state: WatchState, options: WatchOptions): readonly Finding[] {
  const { model, steps, ball, rhythms } = options;
  const radius = ball?.radius(step) ?? 0;
  if (!ball || radius === 0 || !isDue(rhythms.attack, step, steps)) return [];
  const now = attackBriefly(model, batch, { ball, radius, examples: rhythms.attack.examples, step });
  // As ε rises fewer examples withstand it, which is no fall.
  const best = state.best?.radius === radius ? state.best : now;
  state.best = now.severalSteps >= best.severalSteps ? now : best;
  const before = best === now ? '' : `, which ${percent(best.severalSteps)} did at step ${best.step}`;
  const sentence =
    `At ε ${rounded(radius)}, ${percent(now.oneStep)} of ${now.examples} training examples withstand one step of attack, but ` +
    `${percent(now.severalSteps)} five steps${before}.`;
  return [{ kind: 'catastrophic-overfitting', sentence: overfitsOneStep(best, now) ? sentence : undefined }];
}
