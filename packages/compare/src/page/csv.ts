import type { Sheet, SheetCell, SheetColumn } from './sheet.ts';

/**
 * A sheet as CSV (RFC 4180): a column for each part of a column of numbers, with its unit; numbers in full, in the fewest digits that give them
 * again. What is not known is empty.
 *
 * @param sheet the columns with their units, and the rows.
 */
export function csvOf({ columns, rows }: Sheet): string {
  const head = columns.flatMap(namesOf);
  const lines = rows.map((row) => columns.flatMap((column, place) => fieldsOf(column, row[place])));
  return [head, ...lines].map((fields) => `${fields.map(quoted).join(',')}\r\n`).join('');
}

function namesOf({ title, unit, parts }: SheetColumn): readonly string[] {
  const name = flat(title);
  if (unit === undefined) return [name];
  if (!parts) return [`${name} (${unit})`];
  return parts.map((part) => `${name}, ${part} (${unit})`);
}

function fieldsOf({ unit, parts = [''] }: SheetColumn, cell?: SheetCell): readonly string[] {
  if (unit === undefined) return [harmless(flat(cell?.text ?? ''))];
  return parts.map((_, place) => {
    const number = cell?.numbers?.[place];
    return number === undefined || !Number.isFinite(number) ? '' : String(number);
  });
}

/** A text that no spreadsheet takes for a formula. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function flat(text: string): string {
  return text.replaceAll('\n', ' ');
}
