// `npm run soak -- NAME`: the figures of docs/reliability.md, each for as long as one likes.

import { methods } from 'advtrain';
import { asked, chosen, usage } from './soak/asked.js';
import { endurance } from './soak/endurance.js';
import { full } from './soak/full/full.js';
import { kills } from './soak/kills.js';
import { shapes } from './soak/shapes.js';

const figures = { kills, endurance, shapes, full };

process.exitCode = await soak();

async function soak() {
  const settings = read();
  if (!settings) return 2;
  if (settings.help) {
    console.log(usage);
    return 0;
  }
  return (await figures[settings.name](settings)) ? 0 : 1;
}

/** What was asked for; `undefined` where that is nothing that can be done, which is said. */
function read() {
  try {
    const settings = asked(process.argv.slice(2));
    if (settings.help) return settings;
    // `train` has no method that is matched to others.
    const entries = methods.filter(({ matched }) => settings.name !== 'kills' || !matched);
    return { ...settings, methods: chosen(entries, settings.methods) };
  } catch (error) {
    console.error(error.message);
    return undefined;
  }
}
