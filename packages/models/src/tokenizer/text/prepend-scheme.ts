import { shown, type Fields } from '../fields.ts';

/** When SentencePiece's mark is put before a piece. Throws one sentence where two fields say otherwise, which Python refuses. */
export function prependScheme(json: Fields): string {
  const scheme = json.text('prepend_scheme', 'always');
  if (scheme === 'never' || json.flag('add_prefix_space', true)) return scheme;
  throw new Error(
    `${json.path}.add_prefix_space is false, but prepend_scheme is ${shown(scheme)}, which Python's tokenizers refuse: set prepend_scheme to "never".`,
  );
}
