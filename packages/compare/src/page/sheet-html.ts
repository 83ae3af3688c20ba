import { csvOf } from './csv.ts';
import { download } from './download.ts';
import { escape } from './escape.ts';
import { latexOf } from './latex.ts';
import type { Sheet, SheetCell, SheetColumn } from './sheet.ts';

/** How a sheet is shown. */
export interface SheetLook {
  /** Further classes of its element. Default: none. */
  readonly className?: string;
  /** Whether its columns have titles. Default true. */
  readonly head?: boolean;
}

/**
 * The sheet as HTML, with links that save it as CSV and as LaTeX.
 *
 * @param sheet the title, the columns and the rows.
 * @param look further classes (default: none), and whether there is a head (default: yes).
 */
export function sheetHtml(sheet: Sheet, { className = '', head = true }: SheetLook = {}): string {
  const { title, columns, rows } = sheet;
  const titles = columns.map((column) => `<th scope="col"${sideOf(column)}>${escape(column.title)}</th>`).join('');
  const lines = rows.map(
    (row) => `<tr>${row.map((cell, place) => cellHtml(cell, columns[place]!, place)).join('')}</tr>`,
  );
  return [
    `<div class="scroll ${className}"><table>${head ? `<thead><tr>${titles}</tr></thead>` : ''}<tbody>${lines.join('')}</tbody></table></div>`,
    `<p class="downloads">${download(title, 'csv', csvOf(sheet))} ${download(title, 'tex', latexOf(sheet))}</p>`,
  ].join('');
}

function cellHtml({ text, link }: SheetCell, column: SheetColumn, place: number): string {
  const [first = '', ...rest] = text.split('\n');
  const below = rest.length > 0 ? `<span class="range">${escape(rest.join(' '))}</span>` : '';
  const shown = link === undefined ? escape(first) : `<a href="${escape(link)}">${escape(first)}</a>`;
  return place === 0 ? `<th scope="row">${shown}${below}</th>` : `<td${sideOf(column)}>${shown}${below}</td>`;
}

/** Numbers stand at the right. */
function sideOf({ unit }: SheetColumn): string {
  return unit === undefined ? '' : ' class="number"';
}
