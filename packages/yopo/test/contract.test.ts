import { l2 } from '@advtrain/attacks';
import { ballOf, describeMethod, onBackends, pointOf, trained } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { yopo } from '../src/index.ts';

const ball = l2({ radius: 1, stepSize: 1 });

describeMethod('YOPO-3-2', {
  make: (model) => yopo({ ball: ballOf(model) }),
  point: { make: (model) => yopo({ ball: pointOf(model) }), gradients: 3 },
  refused: [
    [() => yopo({ ball, outer: 0 }), 'outer is 0, but must be a whole number, at least 1.'],
    [() => yopo({ ball, inner: 0 }), 'inner is 0, but must be a whole number, at least 1.'],
    [() => yopo({ ball, depth: -1 }), 'depth is -1, but must be a whole number, at least 0.'],
  ],
});

for (const depth of [0, 2])
  describeMethod(`YOPO-2-2 with a stem of ${depth} blocks, averaged, one more pass`, {
    make: (model) => yopo({ ball: ballOf(model), outer: 2, depth, reduce: 'mean', final: true }),
    point: { make: (model) => yopo({ ball: pointOf(model), outer: 2, depth, reduce: 'mean', final: true }) },
  });

onBackends(['wasm'], () => {
  test('a stem of more blocks than the model has is refused', () => {
    expect(() => trained({ kind: 'text', plugins: () => [yopo({ ball, depth: 3 })] })).toThrow(
      'Plugin "yopo" failed in perturb: depth is 3, but must be at most 2, the blocks of the model.',
    );
  });
});

for (const stemGradient of ['both', 'hamiltonian'] as const)
  describeMethod(`YOPO-2-2 whose stem learns from ${stemGradient}`, {
    make: (model) => yopo({ ball: ballOf(model), outer: 2, stemGradient, clips: true }),
  });
