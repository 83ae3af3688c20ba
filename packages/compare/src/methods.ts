/** The methods that can take part in a comparison. */
export const methodNames = ['natural', 'natural-matched', 'pgd', 'freeat', 'yopo', 'freelb'] as const;

/** One of {@link methodNames}. */
export type MethodName = (typeof methodNames)[number];

/** The options of a method by name. `radius` may be `none`: no projection. */
export type MethodOptions = Readonly<Record<string, number | string>>;

/** What values an option takes. */
export type OptionRule =
  | { readonly kind: 'integer'; readonly min: number; readonly meaning: string }
  | { readonly kind: 'number'; readonly min: number; readonly meaning: string; readonly none?: boolean }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly meaning: string };

/** A method as the command knows it. */
export interface MethodRules {
  readonly title: string;
  /** What it is, and its paper. */
  readonly source: string;
  /** Its cost in units, in words. */
  readonly cost: string;
  readonly options: Readonly<Record<string, OptionRule>>;
}

const ball = {
  stepSize: { kind: 'number', min: 0, meaning: 'length of one l2 move of the perturbation (α)' },
  start: { kind: 'number', min: 0, meaning: 'magnitude of the random start (s); 0 starts at the clean sentence' },
  radius: { kind: 'number', min: 0, none: true, meaning: 'radius of the l2 ball (ε), or none for no projection' },
} as const satisfies Record<string, OptionRule>;

/** Every method's title, source, cost and options. */
export const methods: Readonly<Record<MethodName, MethodRules>> = {
  natural: {
    title: 'natural',
    source: 'ordinary training',
    cost: '3 units a batch',
    options: {},
  },
  'natural-matched': {
    title: 'natural, matched',
    source:
      'ordinary training for as many units as the dearest method here: more steps, the same schedule stretched; ' +
      'the fair control',
    cost: 'as much as the dearest method',
    options: {},
  },
  pgd: {
    title: 'PGD',
    source: 'projected gradient descent training, Madry et al. 2018, on embeddings as in Zhu et al. 2020',
    cost: '2·steps + 3 units a batch',
    options: { steps: { kind: 'integer', min: 1, meaning: 'moves of the perturbation (m)' }, ...ball },
  },
  freeat: {
    title: 'FreeAT',
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
    source: 'You Only Propagate Once, Zhang et al. 2019; the first transformer blocks as first layer',
    cost: '3·outer + 2·(outer − 1)·inner·(share of the stem) units a batch',
    options: {
      outer: { kind: 'integer', min: 1, meaning: 'full passes (m)' },
      inner: {
        kind: 'integer',
        min: 1,
        meaning: 'moves through the stem alone after each pass but the last (n), each of stepSize / n',
      },
      depth: { kind: 'integer', min: 0, meaning: 'blocks that the stem spans' },
      ...ball,
    },
  },
  freelb: {
    title: 'FreeLB',
    source: 'free large-batch adversarial training, Zhu et al. 2020',
    cost: '3·steps units a batch',
    options: { steps: { kind: 'integer', min: 1, meaning: 'rounds, of which all but the last move (K)' }, ...ball },
  },
};

/** A method's options as text: `steps 3, stepSize 0.1`. */
export function optionsText(options: MethodOptions): string {
  const entries = Object.entries(options);
  return entries.length === 0 ? 'no options' : entries.map(([name, value]) => `${name} ${value}`).join(', ');
}
