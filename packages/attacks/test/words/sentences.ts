import { neighboursOf } from '../../src/index.ts';

/** Neighbours of words, and no text's only ones. */
export const neighbours = neighboursOf({
  plot: ['story', 'scheme'],
  dull: ['boring', 'drab'],
  lovely: ['pretty', 'fine', 'charming'],
  film: ['movie', 'picture'],
  movie: ['film', 'flick'],
  story: ['tale', 'plot'],
  actors: ['players', 'cast'],
  bad: ['awful', 'poor', 'dire'],
  good: ['fine', 'decent'],
  ending: ['end', 'finale'],
  music: ['score'],
  slow: ['sluggish', 'lengthy'],
});

const beginnings = ['A lovely film', 'This movie, with good actors', 'The "dull" plot', 'Bad MUSIC', 'Slow story'];
const ends = ['and a bad ending.', 'is lovely!', 'has  good music', '(a dull film)', 'ruins the story;\tactors, too'];

/** Texts of at most 10 words, of many kinds of separators. */
export const sentences: readonly string[] = beginnings.flatMap((begin) => ends.map((end) => `${begin} ${end}`));
