import type { MethodName, MethodRules, OptionRule } from './method-rules.ts';

const ball = {
  stepSize: {
    kind: 'number',
    min: 0,
    meaning: 'length of one move of the perturbation (α): in l2; for images, of every pixel',
  },
  start: { kind: 'number', min: 0, meaning: 'magnitude of the random start (s); 0 starts at the clean example' },
  radius: {
    kind: 'number',
    min: 0,
    none: true,
    meaning: 'radius of the ball (ε): l2 around embeddings, ℓ∞ around pixels; or none for no projection',
  },
} as const satisfies Record<string, OptionRule>;

const weight = (meaning: string): OptionRule => ({ kind: 'number', min: 0, above: true, meaning });
/** Where the start is the clean example, the divergence from it has no gradient, and nothing would ever move. */
const noise: OptionRule = { kind: 'number', min: 0, above: true, meaning: 'standard deviation of the normal start' };

/** Predictions in words, pairs of them and choices are distributions; those of a regression are not. */
const classes = {
  kinds: ['classification', 'multiple-choice', 'images'],
  why: 'it measures how far apart distributions over classes are',
} as const;

/** What there is to know of every method. */
export const methodTable: Readonly<Record<MethodName, MethodRules>> = {
  natural: {
    title: 'natural',
    package: '@advtrain/core',
    source: 'ordinary training',
    cost: '3 units a batch',
    options: {},
  },
  'natural-matched': {
    title: 'natural, matched',
    package: '@advtrain/core',
    source:
      'ordinary training for as many units as the dearest method here: more steps, the same schedule stretched; ' +
      'the fair control',
    cost: 'as much as the dearest method',
    options: {},
  },
  pgd: {
    title: 'PGD',
    package: '@advtrain/pgd',
    source: 'projected gradient descent training, Madry et al. 2018, on embeddings as in Zhu et al. 2020',
    cost: '2·steps + 3 units a batch',
    options: { steps: { kind: 'integer', min: 1, meaning: 'moves of the perturbation (m)' }, ...ball },
  },
  freeat: {
    title: 'FreeAT',
    package: '@advtrain/freeat',
    source: 'free adversarial training, Shafahi et al. 2019; each batch replayed, the epochs divided by the replays',
    cost: '3·replays units a batch, of which it takes as many fewer: 3 in effect',
    options: {
      replays: { kind: 'integer', min: 1, meaning: 'how often a batch is replayed (m)' },
      carry: {
        kind: 'choice',
        choices: ['slot', 'none'],
        meaning: 'slot: the perturbation lives on from batch to batch; none: it restarts at each batch',
      },
      ...ball,
    },
  },
  yopo: {
    title: 'YOPO',
    package: '@advtrain/yopo',
    source: 'You Only Propagate Once, Zhang et al. 2019; the first blocks as first layer',
    cost: '3·outer + 2·(outer − 1)·inner·(share of the stem) units a batch',
    options: {
      outer: { kind: 'integer', min: 1, meaning: 'full passes (m)' },
      inner: {
        kind: 'integer',
        min: 1,
        meaning:
          'moves through the stem alone after each pass but the last (n), each of stepSize / n; for images of stepSize',
      },
      depth: { kind: 'integer', min: 0, meaning: 'blocks that the stem spans' },
      ...ball,
    },
  },
  freelb: {
    title: 'FreeLB',
    package: '@advtrain/freelb',
    source: 'free large-batch adversarial training, Zhu et al. 2020',
    cost: '3·steps units a batch',
    options: { steps: { kind: 'integer', min: 1, meaning: 'rounds, of which all but the last move (K)' }, ...ball },
  },
  'freelb++': {
    title: 'FreeLB++',
    package: '@advtrain/freelb',
    source: 'FreeLB without projection, with large moves and many of them, Li et al. 2021',
    cost: '3·steps units a batch',
    options: {
      steps: { kind: 'integer', min: 1, meaning: 'rounds, of which all but the last move (K): 10 to 30 in the paper' },
      stepSize: { kind: 'number', min: 0, meaning: 'length of one l2 move (α): 10 to 30 in the paper' },
      start: ball.start,
    },
    only: { kinds: ['classification', 'regression', 'multiple-choice'], why: 'it leaves every ball, and pixels end' },
  },
  fgm: {
    title: 'FGM',
    package: '@advtrain/fgm',
    source: 'fast gradient method on embeddings, Miyato et al. 2017, without its normalised embeddings',
    cost: '6 units a batch',
    options: {
      radius: { kind: 'number', min: 0, meaning: 'length of the one move (ε): in l2; for images, of every pixel' },
      weight: weight('what the adversarial loss counts next to the clean one'),
    },
  },
  vat: {
    title: 'VAT',
    package: '@advtrain/vat',
    source: 'virtual adversarial training, Miyato et al. 2018',
    cost: '6 + 2·iterations units a batch',
    options: {
      radius: { kind: 'number', min: 0, meaning: 'length of the perturbation in l2 (ε)' },
      probe: weight('how far from the clean example a power iteration takes its gradient (ξ)'),
      iterations: { kind: 'integer', min: 1, meaning: 'power iterations' },
      weight: weight('what the divergence counts next to the loss (λ)'),
    },
    only: classes,
  },
  smart: {
    title: 'SMART',
    package: '@advtrain/smart',
    source:
      'smoothness-inducing regularisation, Jiang et al. 2020; its proximal point, which its public code lacks, if asked for',
    cost: '7 + 2·steps units a batch, and 4 with the proximal point',
    options: {
      steps: { kind: 'integer', min: 1, meaning: 'moves of the perturbation (K)' },
      stepSize: { kind: 'number', min: 0, meaning: 'the largest entry of one move (η)' },
      noise,
      radius: { kind: 'number', min: 0, meaning: 'the largest entry of the perturbation (ε)' },
      weight: weight('what the regulariser counts next to the loss (λ)'),
      proximal: {
        kind: 'number',
        min: 0,
        meaning: 'what the divergence from an average of earlier parameters counts (μ): 1 in the paper; 0 for none',
      },
      decay: { kind: 'number', min: 0, below: 1, meaning: 'how slowly that average moves (β)' },
    },
  },
  r3f: {
    title: 'R3F',
    package: '@advtrain/r3f',
    source: 'robust representations through regularised finetuning, Aghajanyan et al. 2020',
    cost: '6 units a batch',
    options: {
      noise: { kind: 'number', min: 0, meaning: 'the noise is uniform between minus this and this (σ)' },
      weight: weight('what the divergence counts next to the loss (λ)'),
    },
  },
  trades: {
    title: 'TRADES',
    package: '@advtrain/trades',
    source: 'trade-off between accuracy and robustness, Zhang et al. 2019',
    cost: '7 + 2·steps units a batch',
    options: {
      steps: { kind: 'integer', min: 1, meaning: 'moves of the perturbation (K)' },
      stepSize: ball.stepSize,
      noise,
      radius: ball.radius,
      weight: weight('what robustness counts next to accuracy (β = 1/λ)'),
    },
    only: classes,
  },
  tavat: {
    title: 'TAVAT',
    package: '@advtrain/tavat',
    source: 'token-aware virtual adversarial training, Li & Qiu 2021',
    cost: '3·steps units a batch',
    options: { steps: { kind: 'integer', min: 1, meaning: 'rounds, of which all but the last move (K)' }, ...ball },
    only: { kinds: ['classification', 'regression'], why: 'it has a perturbation for each token of one sequence' },
  },
  fast: {
    title: 'Fast',
    package: '@advtrain/pgd',
    source: 'Fast is better than free, Wong et al. 2020: one move from a random start',
    cost: '5 units a batch',
    options: ball,
    only: { kinds: ['images'], why: 'for texts it is PGD with one step' },
  },
};
