import type { Json } from '../results/json.ts';
import { UsageError } from '../usage-error.ts';
import { chosenWordAttack } from './chosen.ts';
import type { ChosenWordAttack, WordAttackNeeds } from './chosen.ts';
import type { WordAttackSettings } from './settings.ts';
import type { WordAttacks } from './under-words.ts';

/** Models that attacks on words ask, opened: what settings name by `similarity` and `maskedModel`. */
export type WordAids = Pick<WordAttackNeeds, 'likeness' | 'filler'>;

/** The attacks of some settings, ready to be run. Throws a {@link UsageError} where a model that they name was not opened. */
export async function madeOf(settings: WordAttackSettings, aids: WordAids = {}): Promise<WordAttacks> {
  const { similarity, maskedModel } = settings;
  if (similarity !== undefined && !aids.likeness)
    throw new UsageError(`wordAttack.similarity is ${similarity}, but that is not opened: give wordAids.likeness.`);
  if (maskedModel !== undefined && !aids.filler)
    throw new UsageError(`wordAttack.maskedModel is ${maskedModel}, but that is not opened: give wordAids.filler.`);
  const chosen: ChosenWordAttack[] = [];
  for (const name of settings.attacks) chosen.push(await chosenWordAttack(name, { ...settings, ...aids }));
  return { settings, chosen };
}

/** What results under these attacks depend on. Of files the contents count, wherever they lie. */
export function determinedBy({ settings, chosen }: WordAttacks): Json {
  const { attacks, examples, queries, part } = settings;
  const made = chosen.map(({ attack, determined }) => [attack.name, ...determined]);
  return { attacks, examples, queries, ...(part && { part }), made };
}
