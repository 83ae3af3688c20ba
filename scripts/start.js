// npm start: from a fresh `npm ci` to the comparison. Arguments go to `advtrain compare`.

import { built } from './build.js';
import { advtrain, installEngine, node } from './run.js';

process.exitCode = await start();

async function start() {
  const status = process.env.ADVTRAIN_BUILT ? 0 : await built();
  if (status !== 0) return status;
  if ((await installEngine()) === 130) return 130;
  return node([advtrain, 'compare', ...process.argv.slice(2)]);
}
