/** How often a true difference was found with so many seeds, in [0, 1]. */
export interface PowerRow {
  readonly seeds: number;
  /** By spread of the differences over seeds, in points: with one comparison, and with five side by side. */
  readonly found: readonly { readonly sd: number; readonly alone: number; readonly ofFive: number }[];
  /** How often a method was decided to differ from itself. */
  readonly wrong: number;
}

/** The page: a row a number of seeds. */
export function page(
  rows: readonly PowerRow[],
  { comparisons, difference }: { comparisons: number; difference: number },
): string {
  const percent = (share: number) => (100 * share).toFixed(share < 0.1 ? 1 : 0);
  const sds = rows[0]?.found.map(({ sd }) => sd) ?? [];
  const header = ['seeds', ...sds.flatMap((sd) => [`spread ${sd}`, `${sd}, of five`]), 'itself'];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const body = rows.map(({ seeds, found, wrong }) =>
    line([`${seeds}`, ...found.flatMap(({ alone, ofFive }) => [percent(alone), percent(ofFive)]), percent(wrong)]),
  );
  return `# What so many seeds find

How often, in percent, a comparison names the winner where a method is truly ${difference} points above its control: the exact paired test at 5 %, corrected by
Holm, and the BCa interval have to agree (\`verdicts\` of \`@advtrain/statistics\`). Of ${comparisons.toLocaleString('en-US')} simulated comparisons each, with normally
distributed differences; _spread_ is their standard deviation over seeds, in points; _of five_: beside four methods that do not differ; _itself_: how often a
method is decided to differ from itself, five side by side at a spread of ${sds.at(-1) ?? 0},
which is 5 % at most by the test, and varies by ±1.0 in the table by chance. Made by \`npm run bench -- power\`.

${line(header)}${line(header.map(() => '---:'))}${body.join('')}`;
}
