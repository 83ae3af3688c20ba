import type { MeasureProgress, RunEvent, RunName, SetProgress } from '../events.ts';
import { timeLeft } from './time-left.ts';

/** What is told how much is done, for one that is told how long the rest takes too. */
export function paced(tell: (at: Omit<SetProgress, 'set'>) => void): (done: number, of: number) => void {
  const began = performance.now();
  return (done, of) => {
    const secondsLeft = timeLeft(done, of, (performance.now() - began) / 1000);
    tell({ done, of, ...(secondsLeft !== undefined && { secondsLeft }) });
  };
}

/** How far measuring a run is, as the event that tells of it. */
export function measuringEvent(run: RunName, at: MeasureProgress): RunEvent {
  return 'set' in at ? { kind: 'measure', ...run, ...at } : { kind: 'attack', ...run, ...at };
}
