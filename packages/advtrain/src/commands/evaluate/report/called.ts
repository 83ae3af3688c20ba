import { rounded } from '@advtrain/compare';
import type { AttackResult, ModelResult } from '../results.ts';

/** How an attack is called, whatever its radius. */
export function calledOf({ name, search }: Pick<AttackResult, 'name' | 'search'>): string {
  return search === 'plain' ? `${name}, plain` : name;
}

/** How an attack on a model is called, its radius both as a share of the median ‖x‖ and as a number: `PGD-10, ε 3% (0.21)`. */
export function titleOf(attack: AttackResult, model: Pick<ModelResult, 'length'>): string {
  return titleAmong(attack, [{ attack, model }]);
}

/** The titles of the attacks on some models, which have them in one order. What a radius is in each of them goes from the least to the most. */
export function titlesOf(models: readonly ModelResult[]): readonly string[] {
  return models[0]!.attacks.map((attack, place) =>
    titleAmong(
      attack,
      models.map((model) => ({ attack: model.attacks[place]!, model })),
    ),
  );
}

interface OfModel {
  readonly attack: AttackResult;
  readonly model: Pick<ModelResult, 'length'>;
}

function titleAmong(attack: AttackResult, all: readonly OfModel[]): string {
  if (!attack.radius) return calledOf(attack);
  const { asked } = attack.radius;
  const isShare = asked.endsWith('%');
  const others = all.map(({ attack: { radius }, model }) => radius!.value * (isShare ? 1 : 100 / model.length));
  const ends = [...new Set([Math.min(...others), Math.max(...others)].map(rounded))].join('–');
  return `${calledOf(attack)}, ε ${asked} (${ends}${isShare ? '' : '%'})`;
}
