import { checked, resolve } from '../../../packages/advtrain/src/settings/resolve.ts';

const configs = [
  { preset: 'quick', methods: ['natural', 'freelb'], seeds: [1, 2], options: { freelb: { steps: 2, stepSize: 0.1 } } },
  {
    data: 'reviews',
    model: 'minilm-l6',
    epochs: 2,
    batchSize: 8,
    learningRate: 1e-4,
    attack: { steps: 3, radii: ['1%', 0.2], headline: '1%' },
  },
  { budget: 'x3', attackFrom: 0.5, wordAttack: { attacks: ['word'], examples: 5 } },
];

export default {
  json: true,
  seeds: () => configs.map((config) => Buffer.from(JSON.stringify(config))),
  words: ['"units=100"', '"1%"', '"options":', '"pgd":', '"plugins":'],
  run: (input) => {
    const value = parsed(input);
    if (value === undefined) return undefined;
    const settings = resolve(checked(value, 'The file'));
    const counts = [settings.epochs, settings.batchSize, settings.trainSize, ...settings.seeds];
    return counts.every(Number.isFinite) ? undefined : 'has settings that are no numbers';
  },
};

function parsed(input) {
  try {
    return JSON.parse(Buffer.from(input).toString());
  } catch {
    return undefined;
  }
}
