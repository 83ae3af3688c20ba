import { key } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import { expect, test } from 'vitest';
import {
  apgd,
  apgdCE,
  apgdDLR,
  apgdT,
  autoAttack,
  carliniWagner,
  fabT,
  fgsm,
  gradientLengths,
  highestLoss,
  l2,
  margin,
  noise,
  pgd,
  replayed,
  restarts,
  square,
  targetedMargin,
} from '../../src/index.ts';
import type { AttackedSet, GradientAttack, Perturbation } from '../../src/index.ts';
import { points } from './sets.ts';
import { smallNet, traces } from './small-net.ts';

const root = key(3);
const width = traces.side ** 2;
const shapes = { flat: [width], deep: [1, 1, width] };

const attacks: readonly GradientAttack[] = [
  fgsm({ radius: 0.5 }),
  restarts(noise({ radius: 2 }), 8),
  pgd({ radius: 0.5, steps: 6 }),
  pgd({ radius: 0.5, steps: 6, per: 'token', objective: targetedMargin, target: 1 }),
  pgd({ radius: 0.1, steps: 6, norm: 'linf' }),
  pgd({ radius: 0.5, steps: 6, ball: l2({ radius: 0.5, stepSize: 0.2, start: 0.1 }) }),
  apgdCE({ radius: 0.5, steps: 20 }),
  apgd({ radius: 0.1, steps: 20, norm: 'linf' }, margin),
  apgdDLR({ radius: 0.5, steps: 20 }),
  apgdT({ radius: 0.5, steps: 20 }),
  fabT({ radius: 0.5, steps: 12 }),
  fabT({ radius: 0.1, steps: 12, norm: 'linf' }),
  carliniWagner({ searches: 3, steps: 20, initial: 1, learningRate: 0.05 }),
  autoAttack('gradients', { radius: 0.4 }),
];

/** The reference's points as the net answers them, in one shape. */
function subject(shape: readonly number[], isBounded: boolean): AttackedSet {
  const trace = traces.cases.find(({ norm }) => norm === (isBounded ? 'linf' : 'l2'))!;
  return points(isBounded ? traces.linf : traces.l2, shape, trace.labels);
}

onBackends(['native', 'wasm'], () => {
  test.each(attacks.flatMap((attack) => [false, true].map((isBounded) => ({ name: attack.name, attack, isBounded }))))(
    '$name does to flat inputs, [B, F], what it does to [B, 1, 1, F] (in a domain: $isBounded)',
    async ({ attack, isBounded }) => {
      const model = smallNet(isBounded);
      const [flat, deep] = await Promise.all(
        [shapes.flat, shapes.deep].map((shape) => attack.run(model, subject(shape, isBounded), { key: root })),
      );
      const plain = deep!.map(({ adversarial, ...rest }) => ({
        ...rest,
        ...(adversarial && { adversarial: { ...adversarial, shape: shapes.flat } }),
      }));
      expect(flat).toEqual(plain);
      expect(flat!.some(({ adversarial }) => adversarial)).toBe(true);
      model.dispose();
    },
  );

  test('the highest losses and the lengths of gradients of flat inputs are those of [B, 1, 1, F]', async () => {
    const model = smallNet(false);
    const [flat, deep] = await Promise.all(
      [shapes.flat, shapes.deep].map(async (shape) => {
        const set = subject(shape, false);
        const radii = new Map(set.labels.map((_, row) => [row, 0.3]));
        const losses = await highestLoss(model, set, { key: root, radii, steps: 30, stepSize: 0.05 });
        return { losses, lengths: await gradientLengths(model, set, { key: root }) };
      }),
    );
    expect(flat).toEqual(deep);
    model.dispose();
  });

  test('what was found on flat inputs breaks them again, and fits no others', async () => {
    const model = smallNet(false);
    const set = subject(shapes.flat, false);
    const outcomes = await pgd({ radius: 0.5, steps: 6 }).run(model, set, { key: root });
    const found = new Map(
      outcomes.flatMap(({ row, adversarial }): [number, Perturbation][] => (adversarial ? [[row, adversarial]] : [])),
    );
    const again = replayed(found, { radius: 0.5 });
    const brokenOf = async (given: AttackedSet) =>
      (await again.run(model, given, { key: root })).filter(({ broken }) => broken).map(({ row }) => row);
    expect(await brokenOf(set)).toEqual([...found.keys()]);
    expect(found.size).toBeGreaterThan(0);
    await expect(brokenOf(subject(shapes.deep, false))).rejects.toThrow(
      'A perturbation has the shape [36], but x has [1,1,36]: give one that was found on such x.',
    );
    model.dispose();
  });

  test('Square refuses what is no picture', async () => {
    const model = smallNet(true);
    const run = square({ radius: 0.1, queries: 2 }).run(model, subject(shapes.flat, true), { key: root });
    await expect(run).rejects.toThrow('Square is for pictures of 1 to 3 channels');
    model.dispose();
  });
});
