import { absoluteBall, ballOptions } from '@advtrain/attacks';
import { defineMethod, risen, whole, type Model } from '@advtrain/core';
import { tavat, tavatUnits } from './tavat.ts';

/** What there is to know of {@link tavat}. */
export const tavatEntry = defineMethod({
  name: 'tavat',
  title: 'TAVAT',
  package: '@advtrain/tavat',
  about: 'token-aware virtual adversarial training',
  paper: {
    authors: 'Li & Qiu',
    year: 2021,
    title: 'Token-Aware Virtual Adversarial Training in Natural Language Understanding',
    arxiv: '2004.14543',
  },
  kinds: ['classification', 'regression', 'token-classification', 'question-answering'],
  because: 'it has a perturbation for each token of one sequence',
  options: {
    steps: whole({ min: 1, max: 200, default: 3, says: 'rounds, of which all but the last move (K)' }),
    ...ballOptions,
  },
  cost: '3·steps units a batch',
  moves: ({ steps }) => steps - 1,
  units: ({ steps }, { model }) => tavatUnits(steps, model),
  plugins: ({ steps, ...ball }, subject) => {
    const { stepSize, start, radius } = absoluteBall(subject, ball);
    const { model, rise } = subject;
    return [
      tavat({
        vocabulary: vocabularyOf(model),
        radius: risen(radius === 'none' ? Infinity : radius, rise),
        stepSize: risen(stepSize, rise),
        // Also that of the table, which is drawn once.
        start,
        steps,
      }),
    ];
  },
});

/**
 * Rows of the table that tokens are looked up in, whether it trains or not: `word_embeddings.weight`, ModernBERT's `tok_embeddings.weight`, or
 * `embeddings.weight` of a plain model.
 */
function vocabularyOf({ params, frozen = {} }: Model): number {
  const all = { ...frozen, ...params };
  const name = Object.keys(all).find((each) => /(^|\.)((word|tok)_)?embeddings\.weight$/.test(each));
  if (name === undefined)
    throw new Error('TAVAT needs a table of word embeddings, but the model has none: choose another method.');
  return all[name]!.shape[0];
}
