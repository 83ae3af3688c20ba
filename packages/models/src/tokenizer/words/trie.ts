type Node = { id: number | undefined; readonly next: Map<string, Node> };

/** Finds the tokens that a text has at a place. */
export class Trie {
  readonly #root: Node = { id: undefined, next: new Map() };

  /** A trie of tokens and their ids. */
  constructor(ids: ReadonlyMap<string, number>) {
    for (const [token, id] of ids) {
      let node = this.#root;
      for (const character of token) {
        let next = node.next.get(character);
        if (!next) {
          next = { id: undefined, next: new Map() };
          node.next.set(character, next);
        }
        node = next;
      }
      node.id = id;
    }
  }

  /** The tokens that begin at `from`, the shortest first, and where they end. */
  beginnings(characters: readonly string[], from: number): { id: number; end: number }[] {
    const found: { id: number; end: number }[] = [];
    let node: Node | undefined = this.#root;
    for (let at = from; at < characters.length; at++) {
      node = node.next.get(characters[at]!);
      if (!node) break;
      if (node.id !== undefined) found.push({ id: node.id, end: at + 1 });
    }
    return found;
  }
}
