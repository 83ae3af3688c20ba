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

/**
 * A sheet of texts alone.
 *
 * @param title what stands above it.
 * @param head a text a column.
 * @param rows as many texts each as `head` has.
 */
export function textSheet(title: string, head: readonly string[], rows: readonly (readonly string[])[]): Sheet {
  return {
    title,
    columns: head.map((each) => ({ title: each })),
    rows: rows.map((row) => row.map((text) => ({ text }))),
  };
}
