/** Numbers of a tensor that go into a bucket. */
export interface Span {
  /** Which tensor. */
  readonly tensor: number;
  readonly begin: number;
  readonly size: number;
}

/**
 * Shares out tensors, which have so many numbers each, over buckets of about `limit`: in order, small ones together and large ones in
 * several. No bucket has more than `limit` numbers, and of two that follow one another not both could be one.
 */
export function bucketsOf(sizes: readonly number[], limit: number): readonly (readonly Span[])[] {
  const buckets: Span[][] = [];
  let room = 0;
  sizes.forEach((all, tensor) => {
    for (let begin = 0; begin < all;) {
      const left = all - begin;
      // What fits into a bucket of its own is not split to fill another.
      if (room === 0 || (room < left && left <= limit)) {
        buckets.push([]);
        room = limit;
      }
      const size = Math.min(left, room);
      buckets.at(-1)!.push({ tensor, begin, size });
      begin += size;
      room -= size;
    }
  });
  return buckets;
}

/** The same where each tensor has an owner: no bucket has tensors of two, and the owners take turns. */
export function bucketsByOwner(
  sizes: readonly number[],
  owners: readonly number[],
  limit: number,
): readonly (readonly Span[])[] {
  const each = [...new Set(owners)].map((owner) => {
    const own = sizes.flatMap((_, tensor) => (owners[tensor] === owner ? [tensor] : []));
    const buckets = bucketsOf(
      own.map((tensor) => sizes[tensor]!),
      limit,
    );
    return buckets.map((spans) => spans.map((span) => ({ ...span, tensor: own[span.tensor]! })));
  });
  const turns = Math.max(0, ...each.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) => each.flatMap((buckets) => buckets.slice(turn, turn + 1))).flat();
}
