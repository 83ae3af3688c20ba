// One of two processes, with TF_CONFIG: `early.ts RANK`. That rank is killed when both have met, before it takes part in a first sum; the other
// says what it ends with, which is the status of the commands then.
import { engine } from '@advtrain/engine';
import { cluster, ProcessLost } from '../src/index.ts';

const gone = Number(process.argv[2]);
await engine({ backend: 'native' });
const { task } = JSON.parse(process.env['TF_CONFIG']!) as { task: { index: number } };
const met = () => {
  if (task.index === gone) process.kill(process.pid, 'SIGKILL');
  return Promise.resolve();
};
try {
  // Nobody would wait so long for what the test expects.
  await cluster({ version: 'test', joinTimeoutSeconds: 600, met });
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
  process.exitCode = error instanceof ProcessLost ? ProcessLost.status : 1;
}
