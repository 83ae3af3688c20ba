// What was tried of each package and how it went, as a table.

/** Collects results, and says each as it comes; those of a package are a row, those of a trial a column. */
export function newResults() {
  const rows = new Map();
  const failures = [];
  const reasons = new Set();
  const put = (name, trial, cell) => rows.set(name, (rows.get(name) ?? new Map()).set(trial, cell));
  return {
    /** @param {string | undefined} failure what was wrong, if anything was */
    add(name, trial, failure) {
      put(name, trial, failure === undefined ? 'ok' : 'FAILED');
      if (failure !== undefined) failures.push({ name, trial, failure });
      console.log(`  ${name}, ${trial}: ${failure === undefined ? 'ok' : 'FAILED'}`);
    },
    /** A trial that there cannot be, and why. */
    cannot(name, trial, reason) {
      put(name, trial, '-');
      reasons.add(`"-" under ${trial}: ${reason}.`);
    },
    failed: () => failures.length,
    /** The table, each failure in full, and why some were not tried. */
    text() {
      const trials = [...new Set([...rows.values()].flatMap((row) => [...row.keys()]))];
      const names = [...rows.keys()].sort();
      const lines = [
        ['', ...trials],
        ...names.map((name) => [name, ...trials.map((trial) => rows.get(name).get(trial) ?? '')]),
      ];
      const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => line[at].length)));
      const table = lines.map((line) =>
        line
          .map((cell, at) => cell.padEnd(widths[at]))
          .join('  ')
          .trimEnd(),
      );
      const said = failures.map(({ name, trial, failure }) => `\n${name}, ${trial}:\n${failure.trim()}`);
      const tried = [...rows.values()].reduce((sum, row) => sum + row.size, 0);
      return [...table, ...reasons, ...said, '', `${tried} trials, ${failures.length} failed.`].join('\n');
    },
  };
}
