import { normalNoise, uniformNoise } from '@advtrain/attacks';
import { describeMethod, gap, onBackends, trained, type RunOptions } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { r3f } from '../src/index.ts';

const noise = uniformNoise(0.2);

describeMethod('R3F', {
  make: () => r3f({ noise }),
  point: { make: () => r3f({ noise: uniformNoise(0) }) },
  refused: [
    [() => r3f({ weight: 0 }), 'weight is 0, but must be above 0.'],
    [() => r3f({ noise: uniformNoise(-1) }), 'magnitude is -1, but must be at least 0.'],
  ],
});

describeMethod('R3F as the official code has it, with normal noise', {
  make: () => r3f({ noise: normalNoise(0.2), weight: 0.5, embeddings: 'hold', masks: 'own' }),
  backends: ['native', 'wasm', 'cpu'],
});

onBackends(['native', 'wasm'], () => {
  const run = (options: Parameters<typeof r3f>[0], more: Partial<RunOptions> = {}) =>
    trained({ kind: 'text', plugins: () => [r3f({ noise, ...options })], ...more });

  test('its own masks make a difference where there is dropout, and none where there is not', () => {
    expect(gap(run({ masks: 'own' }).params, run({}).params)).toBeGreaterThan(1e-3);
    expect(run({ masks: 'own' }, { rate: 0 })).toEqual(run({}, { rate: 0 }));
  });

  test("held embeddings lose the noised pass's gradient, and nothing else does in the first step", () => {
    const one = (embeddings: 'hold' | 'learn') =>
      trained({ kind: 'text', plugins: () => [r3f({ noise, embeddings })], batches: 1, epochs: 1 });
    const held = one('hold');
    const learnt = one('learn');
    expect(held.losses).toEqual(learnt.losses);
    const unlike = Object.keys(held.params).filter(
      (name) => gap({ it: held.params[name]! }, { it: learnt.params[name]! }) > 1e-6,
    );
    expect(unlike).toEqual(['embeddings.weight']);
  });

  test('a squared distance is for regression, where predictions are no distributions', () => {
    expect(gap(run({ distance: 'squared' }).params, run({}).params)).toBeGreaterThan(1e-4);
  });
});
