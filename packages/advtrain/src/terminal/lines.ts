import { count, describe, duration, percent, rounded } from '@advtrain/compare';
import { printable } from '@advtrain/engine/fetch';
import type { AttackEvent, CompareEvent, MeasureEvent, RunResult, StepEvent } from '@advtrain/compare';
import { clearDrawn, draw } from './output.ts';

/** What says how far a run is. */
type ProgressEvent = StepEvent | MeasureEvent | AttackEvent;

/** How events become lines. */
export interface LineOptions {
  /** Whether nothing is written but what is not as it should be. Default false. */
  readonly quiet?: boolean;
  /** Milliseconds between two lines of progress at least, where the stream is no terminal. Default 5000. */
  readonly everyMs?: number;
  /** Whether several runs are done at once, which every line then says which of. Default false. */
  readonly several?: boolean;
}

/**
 * Writes what happens in a comparison as lines, for the `on` of `compare`: of where a run is, one line that is drawn anew on
 * a terminal, and elsewhere a line every few seconds.
 *
 * @param stream where lines are written, such as `process.stderr`.
 * @param options whether only what is not as it should be is written, and how often a line of progress is.
 */
export function lines(
  stream: NodeJS.WriteStream,
  { quiet = false, everyMs = 5000, several = false }: LineOptions = {},
): (
  /** What kind of thing happened, with its figures. */
  event: CompareEvent,
) => void {
  const last = new Map<string, number>();
  const current = new Map<string, string>();
  const say = (said: string): void => {
    const text = printable(said);
    clearDrawn(stream);
    stream.write(`${text}\n`);
  };
  const progress = (event: ProgressEvent): void => {
    const text = printable(progressText(event));
    const run = several ? runText(event) : '';
    current.set(run, several ? shortText(event) : text);
    const now = performance.now();
    const drawing = stream.isTTY ? '' : run;
    if (now - (last.get(drawing) ?? 0) < (stream.isTTY ? 100 : everyMs)) return;
    last.set(drawing, now);
    if (!stream.isTTY) {
      stream.write(`  ${text}\n`);
      return;
    }
    const all = [...current.values()].join(' | ');
    draw(stream, all.slice(0, Math.max(20, (stream.columns || 80) - 1)));
  };
  return (event) => {
    if (quiet && !isWrong(event)) return;
    if (event.kind === 'step' || event.kind === 'measure' || event.kind === 'attack') {
      progress(event);
      return;
    }
    if (event.kind === 'finished') current.delete(several ? runText(event) : '');
    for (const text of sentences(event, several)) say(text);
  };
}

/** Whether an event is of something that is not as it should be. */
function isWrong(event: CompareEvent): boolean {
  if (event.kind === 'note') return event.isWrong ?? false;
  return event.kind === 'warning' || event.kind === 'restart';
}

/** What an event says for good. */
function sentences(event: Exclude<CompareEvent, ProgressEvent>, several: boolean): readonly string[] {
  switch (event.kind) {
    case 'begins':
      return describe(event.comparison).map(([name, value]) => `${name}: ${value}`);
    case 'kept':
      return [`${placeText(event)}: finished before, taken from ${event.file}`];
    case 'run': {
      const left = event.secondsLeft === undefined ? '' : `; about ${duration(event.secondsLeft)} to go`;
      return [`${placeText(event)}: ${event.options}${left}`];
    }
    case 'finished':
      return [several ? `${placeText(event)}: ${outcome(event.result)}` : `  ${outcome(event.result)}`];
    case 'note':
      return [event.text];
    case 'warning': {
      const { step, sentence, advice } = event.warning;
      return [`${event.title}, seed ${event.seed}, step ${step}: ${sentence} ${advice}`];
    }
    case 'restart':
      return [`${event.title}, seed ${event.seed}: begun anew, attempt ${event.place}: ${event.sizes}`];
    case 'checkpoint':
    case 'evaluation':
    case 'written':
      return [];
  }
}

function placeText(run: {
  readonly place: number;
  readonly of: number;
  readonly title: string;
  readonly seed: number;
}) {
  return `[${run.place}/${run.of}] ${run.title}, seed ${run.seed}`;
}

function runText({ title, seed }: { readonly title: string; readonly seed: number }): string {
  return `${title}, seed ${seed}`;
}

/** Where a run is, among others on one line. */
function shortText(event: ProgressEvent): string {
  const [done, of] = event.kind === 'step' ? [event.step, event.steps] : [event.done, event.of];
  return `${runText(event)}: ${count(done)}/${count(of)}`;
}

function progressText(event: ProgressEvent): string {
  if (event.kind === 'step') return stepText(event);
  return event.kind === 'measure' ? measureText(event) : attackText(event);
}

function stepText({ title, seed, step, steps, loss, units, secondsLeft }: StepEvent): string {
  const left = ` · ${duration(secondsLeft)} left`;
  return `${title}, seed ${seed}: step ${step}/${steps} · loss ${loss.toFixed(3)} · ${count(units)} units${left}`;
}

function measureText({ title, seed, set, done, of, secondsLeft }: MeasureEvent): string {
  const left = secondsLeft === undefined ? '' : ` · ${duration(secondsLeft)} left`;
  return `${title}, seed ${seed}: measured on ${set}, ${count(done)}/${count(of)} examples${left}`;
}

function attackText({ title, seed, attack, done, of, asked, secondsLeft }: AttackEvent): string {
  const texts = asked === undefined ? '' : ` · ${count(asked)} texts asked about`;
  const left = secondsLeft === undefined ? '' : ` · ${duration(secondsLeft)} left`;
  return `${title}, seed ${seed}: attacked by ${attack}, ${count(done)}/${count(of)} examples${texts}${left}`;
}

function outcome(result: RunResult): string {
  if (result.status === 'diverged') return `diverged: ${result.failure ?? ''}`;
  if (result.status === 'stopped') return `stopped after ${result.steps} steps: ${result.failure ?? ''}`;
  return `${scoreText(result)} on development after ${count(result.units.counted)} units in ${duration(result.seconds.training)}`;
}

/** Accuracy in percent; of a regression, which has none, its first metric. */
function scoreText({ accuracy, scores }: RunResult): string {
  const right = accuracy['development'];
  if (right !== undefined) return percent(right);
  const [metric = 'accuracy', value = Number.NaN] = Object.entries(scores?.['development'] ?? {})[0] ?? [];
  return `${metric} ${rounded(value)}`;
}
