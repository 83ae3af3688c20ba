/**
 * Which tokens may stand in a token's place. Only whole words of one piece have substitutes, and only such words are some: then a text
 * with a word replaced has as many tokens as before.
 */
export interface Substitutes {
  /** Ids [V · most], token by token: what may take the place of token t from t · most on, the nearest first; −1 where there are no more. */
  readonly ids: Int32Array;
  /** How many a token has at most. At least 1. */
  readonly most: number;
  /** For each token, V in all: 1 where it goes on with the word that the token before it begins. */
  readonly continues: Uint8Array;
}
