import { installEngine } from '@advtrain/engine';
import { terminalReporter } from '@advtrain/engine/fetch';
import { Command } from 'commander';
import { interruptible } from '../terminal/ctrl-c.ts';

interface Flags {
  readonly gpu?: boolean;
  readonly from?: string;
  readonly ifMissing?: boolean;
  readonly force?: boolean;
}

/** `advtrain engine install`. */
export function engineCommand(): Command {
  const install = new Command('install')
    .description("Get native TensorFlow through your own pip, and compile advtrain's addon for it.")
    .option('--gpu', 'the CUDA build')
    .option('--from <dir>', 'take the wheels from this folder instead of the package index')
    .option('--if-missing', 'do nothing if it is there')
    .option('--force', 'install again')
    .addHelpText(
      'after',
      `
Without it everything still runs, on WebAssembly, some ten times slower.

Examples:
  $ advtrain engine install
  $ advtrain engine install --from ./wheels`,
    )
    .action(async (flags: Flags) => {
      const how = 'Interrupted; the same command again goes on with what is downloaded already.';
      await interruptible(how, (signal) =>
        installEngine({ ...flags, reporter: terminalReporter(process.stderr), signal }),
      );
    });
  return new Command('engine').description('Manage native TensorFlow.').addCommand(install);
}
