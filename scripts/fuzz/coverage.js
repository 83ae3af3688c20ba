// Which places of the code an input reached, and how often: what tells an input that is worth keeping from one more of the same.

/** How often a place was reached, as far as it matters: once, twice, a few times, often. */
function bucket(count) {
  if (count < 4) return count;
  if (count < 8) return 4;
  if (count < 32) return 5;
  return count < 128 ? 6 : 7;
}

/** The counters of an instrumented bundle, and those of their values that any input had so far. */
export class Coverage {
  #tables = Object.values(globalThis.__coverage__ ?? {}).flatMap((file) => [file.s, ...Object.values(file.b)]);
  #seen = this.#tables.map((table) => new Uint8Array(Object.keys(table).length));

  /** Sets all counters to nought, for the next input. */
  begin() {
    for (const table of this.#tables) for (const name in table) table[name] = 0;
  }

  /** Whether the input since `begin` reached a place that none had, or one as often as none had. Remembers what it reached. */
  isNew() {
    let found = false;
    for (const [index, table] of this.#tables.entries()) {
      const seen = this.#seen[index];
      let place = 0;
      for (const name in table) {
        const bit = table[name] === 0 ? 0 : 1 << bucket(table[name]);
        if ((seen[place] & bit) !== bit) {
          seen[place] |= bit;
          found = true;
        }
        place++;
      }
    }
    return found;
  }

  /** Places that were reached, of those there are. */
  get reached() {
    let reached = 0;
    let all = 0;
    for (const seen of this.#seen) {
      for (const bits of seen) if (bits !== 0) reached++;
      all += seen.length;
    }
    return { reached, all };
  }
}
