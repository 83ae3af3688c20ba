import { someSubstitutes, tokenCandidates, towards } from '@advtrain/attacks';
import {
  checked,
  needed,
  numberAbove,
  numberThat,
  roundUnits,
  scheduled,
  wholeFrom,
  type Model,
  type Plugin,
  type RulesOf,
  type Schedule,
  type Substitutes,
} from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { replacements } from './replacements.ts';

/** How A2T-like training is done. */
export interface A2TOptions {
  /** What may stand in the place of tokens: `substitutesOf(neighbours, tokenizer)` of `@advtrain/attacks`. */
  readonly substitutes: Substitutes;
  /** Words of a text that are replaced at most, at least 1. Default 4. */
  readonly words?: number;
  /** Every so many optimizer steps the texts of a batch are attacked, at least 1. Default 4: a quarter of all texts. */
  readonly every?: number;
  /** α, above 0: what an attacked text counts next to the text itself. Default 1. */
  readonly weight?: number;
  /** How far towards its substitute a word goes, in [0, 1]. Default 1: all the way, to a text of words. */
  readonly reach?: Schedule;
}

const rules: RulesOf<A2TOptions> = {
  substitutes: needed(someSubstitutes),
  words: wholeFrom(1),
  every: wholeFrom(1),
  weight: numberAbove(0),
  reach: scheduled(numberThat('in [0, 1]', (value) => value >= 0 && value <= 1)),
};

/**
 * Like A2T (Yoo & Qi, 2021, arXiv 2109.00544): of every `every`-th batch the texts are attacked as the model is by then, with words in the
 * place of others, and the attacked texts join the batch, each with `weight` α next to its original: two rounds with weights
 * 1 / (1 + α) and α / (1 + α). The attack takes words in the order of the gradient of the loss with respect to them, by its L1
 * norm, which the first round has computed already; in the place of each goes the substitute that the gradient says raises the loss
 * most; it stays where the loss does rise; and a text that the model gets wrong is left as it is.
 *
 * It departs from the paper and its code in these ways. Texts are attacked when their batch comes, not all of an epoch's at its
 * beginning, so that attacks are never stale; a quarter of them by default, where the code attacks until it has succeeded with a
 * fifth. All join, also those that the attack did not break. Of a word's substitutes one is tried, and not each; at most 4 words
 * are replaced, where A2T replaces a tenth of them if that is more; sentence similarity and parts of speech are not looked at. Only
 * words of one piece are replaced, by such words, and stop words are not. A2T begins with one clean epoch: begin later (`begunAt`).
 *
 * Costs 3 units, and where texts are attacked 4 + `words` more: a forward pass of the clean texts without dropout, one for each word,
 * and a round. Memory as ASCC-like. For ids [B, T] and classes.
 *
 * @param options the substitutes, which are needed, how many words are replaced and how often, α, and the reach.
 */
export function a2t(options: A2TOptions): Plugin {
  const { substitutes, words = 4, every = 4, weight = 1, reach = 1 } = checked('a2t', options, rules);
  const attacks = (index: number): boolean => index % every === 0;
  const table = tokenCandidates(substitutes);
  return {
    name: 'a2t',
    phase: (index) => (attacks(index) ? 'attacks' : ''),
    rounds: (index) => (attacks(index) ? 2 : 1),
    units: (model, _rounds, index) => roundUnits(model) + (attacks(index) ? attackUnits(words, model) : 0),
    *perturb(step) {
      const delta = tf.zerosLike(step.x);
      if (!attacks(step.index)) {
        yield { delta };
        return;
      }
      const gradient = yield { delta, weight: 1 / (1 + weight) };
      const candidates = table.of(step);
      const far = step.value(reach);
      const embeddings = (): tf.Tensor => step.model.embed(step.params, { values: candidates.ids });
      const embedded = embeddings();
      const moved = (chosen: tf.Tensor, among = embedded): tf.Tensor => tf.mul(towards(chosen, among), far);
      const chosen = replacements(step, candidates, { gradient, words, embedded, moved });
      const held = moved(chosen);
      yield {
        delta: held,
        weight: weight / (1 + weight),
        // The embeddings of the words that stand there now learn, and not those of the words that stood there.
        objective: (point) => step.loss(step.logits(tf.add(point, tf.sub(moved(chosen, embeddings()), held)))),
      };
    },
    dispose: () => {
      table.dispose();
    },
  };
}

/** What a step costs on average over its period with a model. */
export function a2tUnits(words: number, every: number, model: Model): number {
  return roundUnits(model) + attackUnits(words, model) / every;
}

/** What an attacked batch costs beside the clean round. */
function attackUnits(words: number, model: Model): number {
  return 1 + words + roundUnits(model);
}
