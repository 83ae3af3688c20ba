import { recipeName } from './recipe.ts';
import type { Recipe } from './recipe.ts';
import { trainingRows } from './training-rows.ts';

const r3fRte: Recipe = {
  name: recipeName('r3f', 'roberta-large', 'glue/rte'),
  method: 'r3f',
  model: 'roberta-large',
  task: 'glue/rte',
  options: { noise: 1e-5, weight: 0.7 },
  training: {
    steps: 3120,
    epochs: 10,
    batchSize: 8,
    learningRate: 1e-5,
    warmup: 187 / 3120,
    weightDecay: 0.1,
    beta2: 0.98,
    epsilon: 1e-6,
    clipNorm: 0,
    maxLength: 512,
    dropout: 0.1,
    attentionDropout: 0.1,
  },
  source: 'facebookresearch/fairseq, examples/rxf/README.md; Aghajanyan et al. 2020 (arXiv 2008.03156)',
  problems: [
    "The command leaves the noise at the code's default, 1e-5.",
    'The code leaves the embeddings out of the gradient of the noised pass and draws new dropout masks for it; here both passes have the same of each.',
    'The code computes in 16 bits, and keeps a batch below 4,400 tokens.',
  ],
};

const smartTasks = ['mnli', 'qqp', 'rte', 'qnli', 'mrpc', 'cola', 'sst2', 'stsb'].map((name) => `glue/${name}`);

function smart(task: string): Recipe {
  const epochs = 6;
  const batchSize = 32;
  return {
    name: recipeName('smart', 'bert-base-uncased', task),
    method: 'smart',
    model: 'bert-base-uncased',
    task,
    options: { steps: 1, stepSize: 1e-3, noise: 1e-5, radius: 1e-5, weight: 1, proximal: 1, decay: 0.99 },
    training: {
      epochs,
      batchSize,
      learningRate: 2e-5,
      warmup: 0.1,
      weightDecay: 0.01,
      epsilon: 1e-8,
      clipNorm: 1,
      steps: epochs * Math.ceil(trainingRows(task) / batchSize),
      maxLength: 512,
    },
    source: 'Jiang et al. 2020 (arXiv 1911.03437), section on implementation; namisan/mt-dnn',
    problems: [
      'These figures have not been compared with the text of the paper: do that before you cite them.',
      'The paper states ranges, and not what each task ended with: rates of 1, 2, 3 and 5e-5, batches of 16, 32 and 64, λ of 1, 3 and 5. Here are values within them.',
      "The teacher's β is 0.99 for the first tenth of the updates and 0.999 for the rest; here it is 0.99 throughout.",
      'The paper states no weight decay: 0.01 is that of BERT.',
      'Its public code has no proximal point, climbs another divergence than the paper, and moves by its own rule: see the documentation of @advtrain/smart.',
      'Its dropout before the classifier is 0.3 for MNLI and 0.05 for CoLA; here it is that of the model, 0.1.',
    ],
  };
}

/** Methods that keep predictions smooth around each example: R3F and SMART. */
export const regularised: readonly Recipe[] = [r3fRte, ...smartTasks.map(smart)];
