// What an error must be to be one that a user can read.

/** Words of the insides of a program, which a sentence for a user has no place for. */
const insides =
  /Cannot (read|set|convert|access)|is not (a function|iterable|a constructor)|\bundefined\b|\[object |Invalid (array|typed array|string|count|code)|out of bounds|out of range|Maximum call stack|Assertion|heap|\bERR_/;

/** Why an error is not one sentence with what is wrong; `undefined` where it is. */
export function complaint(error) {
  if (!(error instanceof Error)) return `threw ${String(error)}, which is no Error`;
  const { name, message } = error;
  if (['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'AssertionError'].includes(name) && !error.cause) {
    return `${name}: ${message}`;
  }
  // What the engine says of JSON shows the place.
  if (insides.test(message.replace(/is not JSON \(.*\)/s, 'is not JSON'))) return `speaks of insides: ${message}`;
  return /[.?!]$/.test(message) ? undefined : `is no sentence: ${message}`;
}

/** The same for all complaints of one kind: without names, numbers and what was quoted. */
export function kindOf(text) {
  return text
    .replace(/"[^"]*"|'[^']*'/g, '"…"')
    .replace(/\S*\/\S*/g, '/')
    .replace(/\d[\d.,e+-]*/g, '0')
    .replace(/[^\x20-\x7e]+/g, '·')
    .slice(0, 160);
}
