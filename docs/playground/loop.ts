import { breather, queue } from './queue.ts';
import type { Measured } from './training/attack.ts';
import { lastStep, raceOf, type Race } from './training/race.ts';
import type { Settings } from './training/settings.ts';

const stepsBetween = 10;

/** What was measured of each of the three after some steps. */
export interface Moment {
  readonly step: number;
  readonly measured: readonly Measured[];
}

/** Who is told what happens. */
export interface Watcher {
  /** The three have moved, or whether they run has changed. */
  moved(): void;
  /** There is a new moment, or none is left but the first. */
  measured(moments: readonly Moment[]): Promise<void>;
  failed(error: unknown): void;
}

/** The race that the page shows, as its buttons drive it. */
export interface Loop {
  readonly race: Race;
  readonly isRunning: boolean;
  start(): void;
  pause(): void;
  /** Puts the three back to the start, at other settings maybe; what ran goes on running. */
  reset(settings: Settings): void;
  /** Does something between two steps. */
  between(work: () => Promise<void>): void;
}

/** Makes the loop, which stands still at the start, and is measured there. */
export function loopOf(first: Settings, watcher: Watcher): Loop {
  const enqueue = queue();
  const pause = breather();
  const moments: Moment[] = [];
  let race = raceOf(first);
  let running = false;
  let turning = false;
  const fail = (error: unknown): void => {
    running = false;
    watcher.failed(error);
  };
  const look = async (): Promise<void> => {
    moments.push({ step: race.steps, measured: await race.measure(pause) });
    await watcher.measured(moments);
  };
  const step = async (): Promise<void> => {
    await race.step(pause);
    watcher.moved();
    if (race.steps % stepsBetween === 0) await look();
  };
  const turn = async (): Promise<void> => {
    turning = true;
    while (running) {
      await enqueue(step);
      if (race.steps >= lastStep) running = false;
    }
    turning = false;
    watcher.moved();
  };
  const between = (work: () => Promise<void>): void => void enqueue(work).catch(fail);
  between(look);
  return {
    get race() {
      return race;
    },
    get isRunning() {
      return running;
    },
    start() {
      running = race.steps < lastStep;
      watcher.moved();
      if (!running || turning) return;
      turn().catch((error: unknown) => {
        turning = false;
        fail(error);
      });
    },
    pause() {
      running = false;
      watcher.moved();
    },
    reset(settings) {
      between(async () => {
        race.dispose();
        race = raceOf(settings);
        moments.length = 0;
        watcher.moved();
        await look();
      });
    },
    between,
  };
}
