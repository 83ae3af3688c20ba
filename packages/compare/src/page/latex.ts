import type { Sheet, SheetCell, SheetColumn } from './sheet.ts';

/**
 * A sheet as a LaTeX table of booktabs, whose numbers are whole and which siunitx rounds.
 *
 * @param sheet the title, the columns and the rows.
 */
export function latexOf({ title, columns, rows }: Sheet): string {
  const alignment = columns.map(({ unit }) => (unit === undefined ? 'l' : 'r')).join('');
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`;
  return [
    `% ${title.replaceAll(/\s+/g, ' ')}. Needs \\usepackage{booktabs,siunitx}; round-precision says how many places are shown.`,
    '\\begingroup',
    '\\sisetup{round-mode=places,round-precision=3}',
    `\\begin{tabular}{${alignment}}`,
    '\\toprule',
    line(columns.map(headOf)),
    '\\midrule',
    ...rows.map((row) => line(columns.map((column, place) => cellOf(column, row[place])))),
    '\\bottomrule',
    '\\end{tabular}',
    '\\endgroup',
    '',
  ].join('\n');
}

function headOf({ title, unit }: SheetColumn): string {
  return texEscaped(unit === undefined ? title : `${title} (${unit})`);
}

/** The first number, and those that it lies between in brackets. */
function cellOf({ unit, places }: SheetColumn, cell?: SheetCell): string {
  if (unit === undefined) return texEscaped(cell?.text ?? '');
  const known = (cell?.numbers ?? []).filter(Number.isFinite);
  const how = places === undefined ? '' : `[round-precision=${places}]`;
  const [first, ...others] = known.map((number) => `\\num${how}{${number}}`);
  if (first === undefined) return '--';
  const isAlike = others.every((number) => number === first);
  return isAlike ? first : `${first} (${others.join('--')})`;
}

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '[': '{[}',
  ']': '{]}',
  '\n': ' ',
  '\r': ' ',
  ε: '$\\varepsilon$',
  α: '$\\alpha$',
  β: '$\\beta$',
  ρ: '$\\rho$',
  γ: '$\\gamma$',
  ℓ: '$\\ell$',
  '∞': '$\\infty$',
  '‖': '$\\|$',
  '−': '$-$',
  '±': '$\\pm$',
  '×': '$\\times$',
  '·': '$\\cdot$',
  '–': '--',
  '…': '\\ldots{}',
  '“': '``',
  '”': "''",
  '"': "''",
  '’': "'",
};

/** Text in which LaTeX sees no command, in ASCII as far as the project's own words need. */
export function texEscaped(text: string): string {
  return Array.from(text, (character) => special[character] ?? character).join('');
}
