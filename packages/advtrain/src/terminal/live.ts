import { count, duration } from '@advtrain/compare';
import type { Live, Progress } from '@advtrain/compare';

/** A {@link Live} on a stream; silent with `quiet`. Lines elsewhere than on a terminal come at most every `everyMs`. */
export function live(stream: NodeJS.WriteStream, quiet = false, everyMs = 5000): Live {
  if (quiet) return { progress: () => undefined, note: () => undefined };
  let last = 0;
  let drawn = false;
  const wipe = () => {
    if (drawn) stream.write('\r\u001b[2K');
    drawn = false;
  };
  return {
    progress(progress) {
      const now = performance.now();
      if (now - last < (stream.isTTY ? 100 : everyMs)) return;
      last = now;
      if (!stream.isTTY) {
        stream.write(`  ${line(progress)}\n`);
        return;
      }
      stream.write(`\r\u001b[2K${line(progress).slice(0, Math.max(20, stream.columns - 1))}`);
      drawn = true;
    },
    note(text) {
      wipe();
      stream.write(`${text}\n`);
    },
  };
}

function line({ run, step, steps, loss, units, secondsLeft }: Progress): string {
  const left = secondsLeft === undefined ? '' : ` · ${duration(secondsLeft)} left`;
  return `${run}: step ${step}/${steps} · loss ${loss.toFixed(3)} · ${count(units)} units${left}`;
}
