// `npm run fuzz -- NAME`: whatever a file holds, it is read, or refused in one sentence.

import { fileURLToPath } from 'node:url';
import { asked, usage } from './asked.js';
import { campaign } from './campaign.js';
import { targets } from './targets.js';

process.exitCode = await fuzz();

async function fuzz() {
  const settings = read();
  if (!settings) return 2;
  if (settings.help) {
    console.log(usage);
    return 0;
  }
  let failures = 0;
  for (const name of settings.names) {
    const onFailure = ({ problem, input }) => console.log(`${name}: ${problem}\n  ${input}`);
    const target = fileURLToPath(new URL(`targets/${targets[name]}`, import.meta.url));
    const { tried, reached, all, failures: found } = await campaign(target, { ...settings, onFailure });
    failures += found;
    console.log(`${name}: ${tried} inputs, ${reached} of ${all} places reached, ${found} failures`);
  }
  return failures === 0 ? 0 : 1;
}

function read() {
  try {
    return asked(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    return undefined;
  }
}
