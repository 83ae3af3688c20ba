import { lengthUnitOf } from '@advtrain/core';
import type { LengthUnit } from '@advtrain/core';
import { percent } from '../format.ts';
import type { Configured, MethodOptions } from '../methods/configured.ts';
import { shareText } from '../methods/sizes.ts';
import type { Probe, ProbePoint } from './probe.ts';
import type { Choice } from './rules.ts';

/** Options that suit data and model, and why. */
export interface Proposal {
  /** The method's name. */
  readonly method: string;
  readonly title: string;
  /** Those that are proposed; the others stay as they are. */
  readonly options: MethodOptions;
  /** In sentences. */
  readonly because: string;
}

/** Of what a longer ascent gains, the part that one move of the same length has, at which a second is not worth its price. */
const enough = 0.9;

/** Rounds of a batch where a second move is not worth it. */
const fewest = 2;

/** The options that say how many rounds a method takes of a batch. */
const counts = ['steps', 'replays', 'outer'] as const;

/**
 * Options for every method that moves in a ball, by one ε: all its moves together reach the edge of the ball, and the start is well
 * inside. Methods that have no radius of that kind get none. A number of rounds that is `settled` stays.
 *
 * @param methods those that take part.
 * @param choice the ε, and what it was chosen by.
 * @param probe what was measured.
 * @param settled options by the methods' names that are given already. Default: none.
 */
export function proposals(
  methods: readonly Configured[],
  choice: Choice,
  probe: Probe,
  settled: Readonly<Record<string, MethodOptions>> = {},
): readonly Proposal[] {
  return methods.flatMap(
    (method) => proposal(method, choice, { probe, settled: Object.keys(settled[method.entry.name] ?? {}) }) ?? [],
  );
}

/** What a proposal depends on beside the method and ε. */
interface Basis {
  readonly probe: Probe;
  /** Options of the method that stay as they are, by name. */
  readonly settled: readonly string[];
}

function proposal(
  { entry, options: given }: Configured,
  { share, because }: Choice,
  { probe, settled }: Basis,
): Proposal | undefined {
  const isLength = (name: string) => units(probe).includes(lengthUnitOf(entry.options[name] ?? {}));
  if (!isLength('radius')) return undefined;
  const count = counts.find((name) => Number(given[name]) > fewest && !settled.includes(name));
  const rounds = count !== undefined && entry.moves && oneMoveIsEnough(probe, share) ? { [count]: fewest } : {};
  const moves = Math.max(1, entry.moves?.({ ...given, ...rounds }) ?? 1);
  const lengths = {
    ...(isLength('stepSize') ? { stepSize: shareText(share / moves) } : {}),
    ...(isLength('start') ? { start: shareText(0.3 * share) } : {}),
  };
  const sentences = [
    because,
    ...(lengths.stepSize === undefined ? [] : [stepSentence(moves)]),
    ...(lengths.start === undefined ? [] : ['The start is at 0.3 ε, well inside.']),
    ...Object.entries(rounds).map(
      ([name, value]) => `One move climbs at least ${percent(enough)} as high as several, so ${name} is ${value}.`,
    ),
  ];
  const options = { ...rounds, ...lengths, radius: shareText(share) };
  return { method: entry.name, title: entry.title, options, because: sentences.join(' ') };
}

function stepSentence(moves: number): string {
  return moves === 1 ? 'Its one move is as long as ε.' : `Its ${moves} moves together are as long as ε.`;
}

/** What lengths are of that the measured ε is one of: in l2 an example's as a ball's, for pixels a ball's alone. */
function units({ pixels }: Probe): readonly (LengthUnit | undefined)[] {
  return pixels ? ['ball'] : ['ball', 'example'];
}

/** Whether one move climbs nearly as high as several do, at the measured ε that is nearest. */
function oneMoveIsEnough({ curve }: Probe, share: number): boolean {
  const [clean, ...balls] = curve;
  const away = (point: ProbePoint) => Math.abs(Math.log(point.share / share));
  const [nearest] = balls.toSorted((a, b) => away(a) - away(b));
  if (!clean || !nearest || nearest.loss <= clean.loss) return false;
  return nearest.oneMove - clean.loss >= enough * (nearest.loss - clean.loss);
}
