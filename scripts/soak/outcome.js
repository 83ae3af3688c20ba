// What a finished run has left, as far as it may not depend on whether it was killed on its way.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from './readable.js';

/** What of a result is no time and no memory. */
const numbers = ['status', 'options', 'accuracy', 'robust', 'curve', 'epochCurve', 'units', 'steps', 'best'];

/** Files that say how long something took, of which only that they are there must be the same. */
const ofTimes = /(results|evidence|report|table|calibration|plan|README)[.](json|html|md)$|[/\\]attacks[/\\]/;

/**
 * The files of a finished run, each with what must be the same: bytes, numbers of the result, losses and norms of every step.
 *
 * @param {string} folder
 * @returns {Map<string, string>}
 */
export function outcome(folder) {
  return new Map(filesIn(folder).map((name) => [name, lasting(join(folder, name))]));
}

function lasting(path) {
  if (path.endsWith('.jsonl')) return record(readFileSync(path, 'utf8'));
  if (ofTimes.test(path)) return '';
  if (!/[/\\]runs[/\\][^/\\]*[.]json$/.test(path)) return readFileSync(path, 'latin1');
  const result = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify(numbers.map((name) => [name, result[name]]));
}

/** The steps of a record: a run that goes on writes more lines about itself, but the same steps. */
function record(text) {
  const lines = text.trim().split('\n');
  const steps = lines.map((line) => JSON.parse(line)).filter((entry) => entry.step !== undefined && 'norm' in entry);
  return JSON.stringify(steps.map(({ step, loss, norm, units }) => [step, loss, norm, units]));
}

/**
 * The files that are not the same in both.
 *
 * @param {Map<string, string>} one
 * @param {Map<string, string>} other
 */
export function differences(one, other) {
  const names = [...new Set([...one.keys(), ...other.keys()])].sort();
  return names.filter((name) => one.get(name) !== other.get(name));
}
