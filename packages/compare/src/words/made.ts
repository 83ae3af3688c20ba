import type { Json } from '../results/json.ts';
import { chosenWordAttack } from './chosen.ts';
import type { ChosenWordAttack } from './chosen.ts';
import type { WordAttackSettings } from './settings.ts';
import type { WordAttacks } from './under-words.ts';

/** The attacks of some settings, ready to be run. */
export async function madeOf(settings: WordAttackSettings): Promise<WordAttacks> {
  const chosen: ChosenWordAttack[] = [];
  for (const name of settings.attacks) chosen.push(await chosenWordAttack(name, settings));
  return { settings, chosen };
}

/** What results under these attacks depend on. Of a file the contents count, wherever it lies. */
export function determinedBy({ settings, chosen }: WordAttacks): Json {
  const { neighbours: _neighbours, ...others } = settings;
  return { ...others, made: chosen.map(({ attack, determined }) => [attack.name, ...determined]) };
}
