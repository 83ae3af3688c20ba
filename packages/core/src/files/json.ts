/** A string, to be left as it is, or what JSON does not know. Strings come in runs, for a long one must not take the stack. */
const beyondJson = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\bInfinity\b|\bNaN\b/gs;

/**
 * JSON as Python writes and reads it: null stands for NaN, Infinity and -Infinity, which JSON does not know. Throws what
 * `JSON.parse` does.
 *
 * @param text the JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return JSON.parse(text.replace(beyondJson, (part) => (part.startsWith('"') ? part : 'null'))) as unknown;
  }
}
