// Trains a tiny model with each method for many steps: neither tensors nor the memory of the process may grow.

import { adamw, clip, optionsOf, tensorsOf, Trainer } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
// The package itself needs Vitest.
import { fourBatches, lengths, tinyModel } from '../../packages/testing/dist/contract/training.js';
import { handles } from './handles.js';
import { keptIn } from './kept-lines.js';
import { resident } from './resident.js';

const MB = 1e6;
/** What the process may grow by from a fifth of the steps to the last: what V8 and malloc keep moves by a few MB. */
const allowed = (from) => 10 * MB + 0.01 * from;

/**
 * Whether memory stayed as it was with each method. Prints a line for each, and a summary. Where `keep` names a file, lines go there too, and
 * what it has of as many steps with that seed is taken from there.
 */
export async function endurance({ rounds: steps, methods, seed, keep }) {
  await engine();
  console.log(`${steps} steps with each of ${methods.length} methods, on ${tf.getBackend()}`);
  console.log('method            model  how       tensors  handles  MB at 20 %  MB at the end  ms a step');
  const kept = keptIn(keep, { steps, seed });
  const grown = methods.filter((entry) => {
    const found = kept.of(entry.name) ?? kept.add(entry.name, lasts(entry, steps, seed));
    console.log(found.line);
    return !found.held;
  });
  const names = grown.map(({ name }) => name).join(', ');
  console.log(grown.length > 0 ? `Memory grew with ${names}.` : `Memory stayed as it was with all ${methods.length}.`);
  return grown.length === 0;
}

/** Steps in which every batch has come, its step has been recorded, and that compared with another recording. */
const settled = 16;

/** Whether memory and handles stay as they are with a method, and a line about it. */
function lasts(entry, steps, seed) {
  const kind = (entry.kinds ?? ['classification']).some((each) => each !== 'images') ? 'text' : 'image';
  const { tensors, rss, open, how, seconds } = memoryOver(entry, { kind, steps, seed });
  const constant = new Set(tensors.slice(Math.max(settled, Math.ceil(steps / 100)))).size === 1;
  const handlesOpen = new Set(open.slice(4));
  const from = rss[4];
  const last = rss.at(-1);
  const flat = last - from < allowed(from);
  const figures = [
    entry.name.padEnd(17),
    kind.padEnd(6),
    how.padEnd(9),
    (constant ? String(tensors.at(-1)) : `${Math.min(...tensors)}–${Math.max(...tensors)}`).padStart(7),
    [...handlesOpen].join('–').padStart(8),
    (from / MB).toFixed(1).padStart(11),
    (last / MB).toFixed(1).padStart(14),
    ((1000 * seconds) / steps).toFixed(2).padStart(10),
  ];
  const held = constant && flat && handlesOpen.size === 1;
  return { held, line: `${figures.join(' ')}${held ? '' : '  GROWS'}` };
}

/** The number of tensors after each step, and the process's memory in bytes and its handles after each twentieth of them. */
function memoryOver(entry, { kind, steps, seed }) {
  const model = tinyModel(kind, { rate: 0.2 });
  const batches = fourBatches(kind);
  const optimizer = clip(1, adamw({ learningRate: (index) => 0.01 / (1 + index) }));
  const subject = { kind: kind === 'text' ? 'classification' : 'images', model, lengths };
  const trainer = new Trainer({ model, optimizer, seed, plugins: entry.plugins(optionsOf(entry, {}), subject) });
  const tensors = [];
  const rss = [];
  const open = [];
  const began = performance.now();
  try {
    while (trainer.index < steps) {
      // Plugins may replay batches, so they come from a source; it is begun anew, as in epochs.
      for (const result of trainer.fit(batches)) {
        if (result.losses().some((loss) => !Number.isFinite(loss)))
          throw new Error(`${entry.name} diverged in step ${result.index}, so that its memory says nothing.`);
        tensors.push(tf.memory().numTensors);
        if (trainer.index % Math.floor(steps / 20) === 0) {
          rss.push(resident());
          open.push(handles());
        }
        if (trainer.index >= steps) break;
      }
    }
    return { tensors, rss, open, how: trainer.execution.how, seconds: (performance.now() - began) / 1000 };
  } finally {
    trainer.dispose();
    optimizer.dispose();
    model.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  }
}
