// npm start: from a fresh `npm ci` to the comparison. Arguments go to `advtrain compare`.

import { advtrain, everyPackage, installEngine, node } from './run.js';

process.exitCode = await start();

async function start() {
  const built = await build();
  if (built !== 0) return built;
  if ((await installEngine()) === 130) return 130;
  return node([advtrain, 'compare', ...process.argv.slice(2)]);
}

/** Nx empties and refills `dist` even where nothing changed, so a test that runs beside others sets ADVTRAIN_BUILT. */
function build() {
  if (process.env.ADVTRAIN_BUILT) return 0;
  console.error('Building the packages (once; later starts reuse it).');
  return everyPackage('build', { quiet: true });
}
