import { pairedLevel, percent } from '@advtrain/compare';
import { discordant, mcnemar } from '@advtrain/statistics';
import type { AttackResult, Evaluation, ModelResult } from '../results.ts';
import { shareOf } from './shares.ts';

/** Where an attack breaks clearly more by one search than by the other. */
export function searchSentences({ model, attacks }: ModelResult): readonly string[] {
  return attacks.flatMap((plain) => {
    if (plain.search !== 'plain') return [];
    const calibrated = attacks.find(({ as, search }) => as === plain.as && search === 'calibrated');
    if (!calibrated) return [];
    const counts = discordant(plain.held.map(Boolean), calibrated.held.map(Boolean));
    if (mcnemar(counts).midP >= pairedLevel) return [];
    const left = ({ held }: AttackResult) => percent(shareOf(held));
    const so =
      counts.onlyFirst > counts.onlySecond
        ? 'its over-confidence hides it from the search as published'
        : 'read the lower one';
    return [
      `${model}: ${plain.name} leaves ${left(plain)} as published, searching on plain probabilities, and ${left(calibrated)} on logits at the calibrated temperature: ${so}.`,
    ];
  });
}

/** What the searches of attacks on texts are. */
export function searchDetails({ models }: Evaluation): readonly string[] {
  const searches = new Set(models.flatMap(({ attacks }) => attacks.flatMap(({ search }) => search ?? [])));
  return [
    ...(searches.has('calibrated')
      ? ['Attacks “on logits” search on the margin of logits at the calibrated temperature.']
      : []),
    ...(searches.has('plain')
      ? ['“Plain” attacks search as published, on probabilities of plain logits (--search).']
      : []),
  ];
}
