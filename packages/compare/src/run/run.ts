import { rm } from 'node:fs/promises';
import { rounded } from '../format.ts';
import type { Configured } from '../methods/configured.ts';
import { optionsText } from '../methods/texts.ts';
import type { RunResult } from '../results/runs/run-result.ts';
import { runRecord } from '../results/runs/run-record.ts';
import { attempt } from './attempt.ts';
import { removeKept } from './kept/best-params.ts';
import type { RunContext } from './run-context.ts';
import { attemptsFile, keepAttempts, readAttempts } from './watch/attempts.ts';
import { hasBall, smaller } from './watch/smaller.ts';

/**
 * Trains one method with one seed and measures the result. A loss that is no number ends the run as `diverged`, any other
 * failure as `stopped` where `onFailure` says so; `restart-smaller` begins it anew instead, up to three times. An aborted
 * signal puts the run away and throws `Interrupted`.
 *
 * @param method with its options.
 * @param seed what data order, dropout and perturbations follow from.
 * @param context the task and the settings that all runs share, and where records and checkpoints go.
 */
export async function run(method: Configured, seed: number, context: RunContext): Promise<RunResult> {
  const path = attemptsFile(context.checkpoint);
  const complain = (text: string) => context.on?.({ kind: 'note', text, isWrong: true });
  for (;;) {
    const attempts = readAttempts(path, context.key, complain);
    const found = await attempt(method, seed, context, attempts);
    if (!('again' in found)) {
      await rm(path, { force: true });
      return found;
    }
    const { all, lines } = found.again;
    const { name, title } = method.entry;
    const sizes = smaller({ options: method.options, learningRate: context.training.learningRate }, all.length);
    const text = hasBall(method.options) ? optionsText(sizes.options) : `learning rate ${rounded(sizes.learningRate)}`;
    const place = all.length + 1;
    runRecord(context.record, lines).add({ attempt: place, sizes: text });
    keepAttempts(path, context.key, { all, lines: lines + 1 });
    await removeKept(context);
    context.on?.({ kind: 'restart', method: name, title, seed, attempt: all.at(-1)!, place, sizes: text });
  }
}
