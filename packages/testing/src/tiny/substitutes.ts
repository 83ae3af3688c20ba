import type { Substitutes } from '@advtrain/core';

/** What may stand in the place of `tinyText`'s tokens 1 … 8: two others. 9 has none, and 10 and 11 go on with a word. */
export const tinySubstitutes: Substitutes = {
  ids: Int32Array.from({ length: 12 }, (_, token) => token).reduce((rows, token) => {
    if (token >= 1 && token <= 8) rows.set([1 + (token % 9), 1 + ((token + 3) % 9)], 2 * token);
    return rows;
  }, new Int32Array(24).fill(-1)),
  most: 2,
  continues: Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
};

/** As {@link tinySubstitutes}, but nothing may stand in any place. */
export const noSubstitutes: Substitutes = { ...tinySubstitutes, ids: new Int32Array(24).fill(-1) };
