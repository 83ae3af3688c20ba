import { climb, l2, norm, shrinkage, unit, visible } from '@advtrain/attacks';
import {
  checked,
  needed,
  numberFrom,
  oneOf,
  roundUnits,
  scheduled,
  wholeFrom,
  type Model,
  type Plugin,
  type RulesOf,
  type Schedule,
  type Step,
} from '@advtrain/core';
import { constant, fold, rowsOf } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { tokenTable, type TokenTable } from './token-table.ts';

/** How TAVAT trains. */
export interface TAVATOptions {
  /** V: token ids are below it, at least 1. */
  readonly vocabulary: number;
  /** ε, at least 0: the largest ‖δ + η‖₂ of an example; `Infinity` for no projection. */
  readonly radius: Schedule;
  /** α, at least 0: how far δ moves for an example, and η for a token. */
  readonly stepSize: Schedule;
  /** σ, at least 0: magnitude of δ's random start and of the table's, as in FreeLB's start. */
  readonly start: number;
  /** K: rounds a step, each of which gives 1/K of the parameter gradient. At least 1. Default 3. */
  readonly steps?: number;
  /**
   * What a token's entry becomes: the η that the step ends with, averaged over its occurrences (`replace`, the paper's
   * Algorithm 1; default), or that added to it, once for each occurrence, with what is looked up scaled to a norm of 1
   * over the whole batch (`add`, the official code).
   */
  readonly table?: 'replace' | 'add';
}

const rules: RulesOf<TAVATOptions> = {
  vocabulary: needed(wholeFrom(1)),
  radius: needed(scheduled(numberFrom(0))),
  stepSize: needed(scheduled(numberFrom(0))),
  start: needed(numberFrom(0)),
  steps: wholeFrom(1),
  table: oneOf('replace', 'add'),
};

/**
 * TAVAT (Li & Qiu, 2021, arXiv 2004.14543, Algorithm 1): FreeLB with two perturbations. δ belongs to the example and moves
 * by α · g / ‖g‖ over all its tokens. η belongs to the token, is looked up in a table that lives on over the run, and moves
 * by α · g / ‖g‖ of each token, then is scaled by ‖ηᵢ‖ / maxⱼ ‖ηⱼ‖. Both are scaled alike to keep ‖δ + η‖ ≤ ε.
 *
 * Costs 3K units, and memory for one more embedding table. All rounds share their dropout masks. The table is part of a
 * checkpoint. For text: ids [B, T].
 *
 * @param options the size of the vocabulary, ε, α and s, which are needed, and K.
 */
export function tavat(options: TAVATOptions): Plugin {
  const { vocabulary, radius, stepSize, start, steps = 3, table: kept = 'replace' } = checked('tavat', options, rules);
  const examples = l2({ radius, stepSize, start });
  const words = l2({ radius, stepSize, per: 'token' });
  const table = tokenTable(vocabulary, start);
  const weight = 1 / steps;
  return {
    name: 'tavat',
    units: (model) => tavatUnits(steps, model),
    rounds: steps,
    *perturb(step) {
      const ids = idsOf(step);
      let delta = examples.start(step);
      let tokens = visible(looked(table, ids, step, kept), step);
      for (let k = 1; k < steps; k++) {
        const gradient = yield { delta: tf.add(delta, tokens), weight };
        delta = climb(examples, delta, gradient, step);
        tokens = shaped(climb(words, tokens, gradient, step));
        const shrink = factor(tf.add(delta, tokens), radius, step);
        delta = tf.mul(delta, shrink);
        tokens = tf.mul(tokens, shrink);
      }
      yield { delta: tf.add(delta, tokens), weight };
      table[kept === 'add' ? 'add' : 'put'](ids, tokens, step);
    },
    state: {
      save: () => (table.slot.value ? { table: table.slot.value } : {}),
      load: ({ table: saved }) => {
        if (saved) table.slot.set(saved);
      },
    },
    dispose: () => table.slot.dispose(),
  };
}

/** What a step of K rounds costs with a model. */
export function tavatUnits(steps: number, model: Model): number {
  return steps * roundUnits(model);
}

function idsOf({ batch, x }: Step): tf.Tensor {
  const ids = batch.inputs.values;
  if (ids.rank !== 2 || x.rank !== 3)
    throw new Error(`TAVAT needs token ids [B, T], but the inputs have shape [${ids.shape.join(', ')}].`);
  return ids;
}

function looked(table: TokenTable, ids: tf.Tensor, step: Step, kept: 'replace' | 'add'): tf.Tensor {
  // The table is of no examples: all processes draw the same.
  const found = table.look(ids, step.x.shape.at(-1)!, rowsOf(fold(step.key, 'table'), undefined));
  if (kept !== 'add') return found;
  const own = tf.sum(tf.square(found));
  return unit(found, tf.sqrt(step.total(step.idle ? tf.zerosLike(own) : own)));
}

/** Each token's perturbation times its length over the longest of the example. */
function shaped(tokens: tf.Tensor): tf.Tensor {
  const size = norm(tokens, 'token');
  return tf.mul(tokens, unit(size, tf.max(size, 1, true)));
}

/** What brings ‖v‖₂ of each example down to the radius: at most 1. */
function factor(v: tf.Tensor, radius: Schedule, step: Step): tf.Tensor {
  return radius === Infinity ? constant(1) : shrinkage(norm(v), step.value(radius));
}
