// A launcher in a process of its own: it gets what to launch as JSON, and ends as that did.
import { launch } from '../../src/index.ts';

try {
  process.exitCode = await launch(JSON.parse(process.argv[2]!));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 99;
}
