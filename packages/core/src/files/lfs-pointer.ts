const beginning = 'version https://git-lfs';

/**
 * What is wrong with a file that a clone without Git LFS left in place of a large one, to be put behind its name; `undefined` for any
 * other.
 *
 * @param content the bytes of the file, or their beginning.
 */
export function pointerSentence(content: Uint8Array): string | undefined {
  if (new TextDecoder().decode(content.subarray(0, beginning.length)) !== beginning) return undefined;
  return 'is a pointer of Git LFS, not the file itself: get it with `git lfs pull`.';
}
