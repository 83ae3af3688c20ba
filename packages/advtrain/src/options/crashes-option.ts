import { InvalidArgumentError, Option } from 'commander';
import { crashesVariable } from '../crashes/asked.ts';

/** `--crashes`, which `main` has read before the command does: the same for all commands that go on from what they keep. */
export function crashesOption(): Option {
  const what = 'crashes of TensorFlow to go on after, in a fresh process from what is kept (default: 0)';
  return new Option('--crashes <n>', what).env(crashesVariable).argParser((text) => {
    const crashes = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(crashes) || crashes < 0)
      throw new InvalidArgumentError('It must be a whole number, at least 0.');
    return crashes;
  });
}
