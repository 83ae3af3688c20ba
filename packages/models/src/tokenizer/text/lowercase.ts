/** Lowers a text one character at a time, as Python's `tokenizers` does: no sigma is final. */
export function lowercase(text: string): string {
  return text.replaceAll('Σ', 'σ').toLowerCase();
}
