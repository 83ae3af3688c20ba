import { openPlaces, variants, type Moves } from './moves.ts';
import { ask, type Search, type Subject, type Variant } from './search.ts';

/**
 * Beam search: of all variants with one edit more than the `width` best of the last round, the best `width` go on. It ends in the
 * first round in which one succeeds, with the most similar, else the one of the highest score: so no other that it looked at
 * has fewer edits. No word is edited twice.
 */
export function* beam(subject: Subject, moves: Moves, width: number): Search<Variant | undefined> {
  const open = openPlaces(subject, moves);
  let beams: readonly Variant[] = [{ edits: new Map(), text: subject.text.text }];
  for (;;) {
    const next = yield* following(subject, moves, beams, open);
    if (next.length === 0) return undefined;
    const { scores, over } = yield* ask(next.map(({ text }) => text));
    const order = scores.map((_, index) => index).sort((a, b) => scores[b]!.score - scores[a]!.score || a - b);
    const wrong = order.filter((index) => scores[index]!.wrong).map((index) => next[index]!);
    if (wrong.length > 0) return wrong.reduce((best, each) => (likeness(each) > likeness(best) ? each : best));
    if (over) return undefined;
    beams = order.slice(0, width).map((index) => next[index]!);
  }
}

function likeness({ similarity }: Variant): number {
  return similarity ?? -Infinity;
}

/** What is one edit further than any of the beams, each text once. */
function* following(
  subject: Subject,
  moves: Moves,
  beams: readonly Variant[],
  open: readonly number[],
): Search<readonly Variant[]> {
  const next = new Map<string, Variant>();
  for (const { edits } of beams) {
    const places = open.filter((place) => !edits.has(place));
    const found = yield* variants(subject, moves, edits, places);
    for (const variant of found) if (!next.has(variant.text)) next.set(variant.text, variant);
  }
  return [...next.values()];
}
