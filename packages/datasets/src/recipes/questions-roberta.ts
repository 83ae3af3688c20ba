import { recipeName } from './recipe.ts';
import type { Recipe, RecipeMethod, Training } from './recipe.ts';

const model = 'roberta-large';
const fairseq = 'facebookresearch/fairseq, examples/roberta/commonsense_qa/README.md';
const freelb = 'Zhu et al. 2020 (arXiv 1909.11764)';

/** What fairseq trains on CommonsenseQA with. */
const common: Training = {
  epochs: 5,
  batchSize: 16,
  learningRate: 1e-5,
  weightDecay: 0.01,
  beta2: 0.98,
  epsilon: 1e-6,
  clipNorm: 0,
  maxLength: 512,
  dropout: 0.1,
  attentionDropout: 0.1,
  warmup: 0.05,
};

const sought = 'It was sought among rates of 1 to 3e-5, batches of 8 and 16, and 2,000 to 4,000 updates, in 100 runs.';
const borrowed =
  "Nothing of FreeLB's is published for this task: α, ε, start magnitude and m are those of its recipe for RTE, of which m = 3 makes K 4.";
const noTraining = "Nothing of how it was trained is published: batch, rate and decay are fairseq's for CommonsenseQA.";
const retrieved = 'Retrieved text is put before a question where the data have it; the original files have none.';

/** Task, updates, and what the paper states for natural training and FreeLB. */
const rows = [
  ['commonsenseqa', 3000, 'accuracy 77.56', 'accuracy 78.81', []],
  ['arc/easy', 1410, 'accuracy on test 84.13', 'accuracy on test 84.81', [noTraining, retrieved]],
  ['arc/challenge', 700, 'accuracy on test 64.44', 'accuracy on test 65.36', [noTraining, retrieved]],
] as const;

function recipe(
  method: RecipeMethod,
  options: Recipe['options'],
  [task, steps, ...published]: (typeof rows)[number],
  rest: Pick<Recipe, 'source' | 'problems'>,
): Recipe {
  const score = published[method === 'natural' ? 0 : 1];
  const training = { ...common, steps, epochs: task === 'commonsenseqa' ? 5 : 10 };
  return { name: recipeName(method, model, task), method, model, task, options, training, published: score, ...rest };
}

/** Natural training and FreeLB on questions with answers to choose from. */
export const questionsRoberta: readonly Recipe[] = rows.flatMap((row) => {
  const [task, , , , problems] = row;
  const own = task === 'commonsenseqa' ? [sought] : problems;
  const attack = { steps: 4, stepSize: 0.03, start: 0.16, radius: 0.15 };
  const trainedAs = task === 'commonsenseqa' ? `training from ${fairseq}` : `training as in ${fairseq}`;
  return [
    recipe('natural', {}, row, { source: `${freelb} for the score; ${trainedAs}`, problems: own }),
    recipe('freelb', attack, row, {
      source: `${freelb} for the score; ${trainedAs}; the attack as in its recipe for RTE`,
      problems: [borrowed, ...own],
    }),
  ];
});
