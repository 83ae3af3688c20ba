import type { Examples } from '../examples/examples.ts';

/**
 * What two examples have in common that say the same: their texts without regard to case, spaces and forms of characters.
 *
 * @param examples the texts, or pairs of them.
 */
export function sameTexts({ texts, pairs }: Pick<Examples, 'texts' | 'pairs'>): readonly string[] {
  return texts.map((text, row) => {
    const pair = pairs?.[row];
    return pair === undefined ? plain(text) : `${plain(text)}\n${plain(pair)}`;
  });
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
