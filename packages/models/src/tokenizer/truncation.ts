/** At which end texts that are too long are cut. */
export type Side = 'left' | 'right';

/** How many tokens of each text stay: Python's `longest_first`, which shortens the longer one and then both evenly. */
export function shares(first: number, second: number, room: number): [number, number] {
  if (first + second <= room) return [first, second];
  if (second === 0) return [room, 0];
  const short = Math.min(first, second);
  const half = Math.floor(room / 2);
  const [less, more] = short > half ? [half, room - half] : [short, room - short];
  return first > second ? [more, less] : [less, more];
}

/** So many of the ids, of the end that stays. */
export function kept(ids: readonly number[], count: number, side: Side): readonly number[] {
  return side === 'left' ? ids.slice(ids.length - count) : ids.slice(0, count);
}
