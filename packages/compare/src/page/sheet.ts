import { csvOf } from './csv.ts';
import { download } from './download.ts';
import { escape } from './escape.ts';
import { latexOf } from './latex.ts';

/** A column of a {@link Sheet}. */
export interface SheetColumn {
  /** What stands above it; a line feed where it may break. */
  readonly title: string;
  /** What its numbers are in: `share` (of 1), `units`, `seconds`, `bytes`. Absent in a column of texts. */
  readonly unit?: string;
  /** What the numbers of a cell are: `median`, `lowest`, `highest`. Default: one, which needs no name. */
  readonly parts?: readonly string[];
  /** To how many places LaTeX rounds its numbers. Default 3. */
  readonly places?: number;
}

/** A cell of a {@link Sheet}. */
export interface SheetCell {
  /** What people read; what follows a line feed stands small below. */
  readonly text: string;
  /** The numbers behind it, in full, as many as its column has parts. Default: none is known. */
  readonly numbers?: readonly number[];
  /** Where the text leads. */
  readonly link?: string;
}

/** A table that people read, with the numbers behind it. */
export interface Sheet {
  /** What it is, which its files are named after. */
  readonly title: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly (readonly SheetCell[])[];
}

/** A sheet of texts alone. */
export function textSheet(title: string, head: readonly string[], rows: readonly (readonly string[])[]): Sheet {
  return {
    title,
    columns: head.map((each) => ({ title: each })),
    rows: rows.map((row) => row.map((text) => ({ text }))),
  };
}

/** How a sheet is shown. */
export interface SheetLook {
  /** Further classes of its element. Default: none. */
  readonly className?: string;
  /** Whether its columns have titles. Default true. */
  readonly head?: boolean;
}

/** The sheet as HTML, with links that save it as CSV and as LaTeX. */
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
