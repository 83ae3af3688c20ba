// npm start: from a fresh `npm ci` to the comparison. Arguments go to `advtrain compare`.

import { advtrain, everyPackage, installEngine, node } from './run.js';

console.error('Building the packages (once; later starts reuse it).');
process.exitCode = await start();

async function start() {
  const built = await everyPackage('build', { quiet: true });
  if (built !== 0) return built;
  if ((await installEngine()) === 130) return 130;
  return node([advtrain, 'compare', ...process.argv.slice(2)]);
}
