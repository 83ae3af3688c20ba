import type { AttackOptions, Outcome } from '@advtrain/attacks';
import { duration, timeLeft } from '@advtrain/compare';
import type { Examples } from '@advtrain/datasets';
import type { AttackResult, BrokenText } from '../results.ts';

/** An attack that is about to be run, as people and results call it. */
export interface Running {
  readonly title: string;
  readonly as: string;
  readonly name: string;
  readonly radius?: AttackResult['radius'];
  readonly examples: Examples;
  /** Told how far it is. */
  readonly note: (line: string) => void;
  run(progress: NonNullable<AttackOptions['progress']>): Promise<readonly Outcome<unknown>[]>;
}

/** Seconds between two lines that say how far an attack is. */
const every = 10;

/** Runs an attack, says how far it is, and sums up what became of the examples. */
export async function resultOf({ title, as, name, radius, examples, note, run }: Running): Promise<AttackResult> {
  const began = performance.now();
  let said = began;
  const outcomes = await run((done, of) => {
    const now = performance.now();
    if (done === of || now - said < 1000 * every) return;
    said = now;
    const seconds = timeLeft(done, of, (now - began) / 1000);
    const left = seconds === undefined ? '' : ` · ${duration(seconds)} left`;
    note(`${title}: ${done} of ${of} examples${left}`);
  });
  const seconds = (performance.now() - began) / 1000;
  const tried = outcomes.filter(({ right }) => right);
  const mean = (of: (outcome: Outcome<unknown>) => number): number =>
    tried.length === 0 ? 0 : tried.reduce((sum, outcome) => sum + of(outcome), 0) / tried.length;
  return {
    as,
    name,
    ...(radius && { radius }),
    held: outcomes.map(({ broken }) => (broken ? 0 : 1)),
    queries: mean(({ queries }) => queries),
    asked: mean(({ asked }) => asked),
    units: mean(({ units }) => units),
    texts: outcomes.flatMap((outcome) => brokenText(outcome, examples)),
    seconds,
  };
}

/** What broke an example, where that is text. */
function brokenText({ row, adversarial, size }: Outcome<unknown>, examples: Examples): readonly BrokenText[] {
  if (!Array.isArray(adversarial)) return [];
  const pair = examples.pairs?.[row];
  return [
    {
      row,
      label: examples.labelNames[examples.labels[row]!] ?? String(examples.labels[row]),
      original: [examples.texts[row]!, ...(pair === undefined ? [] : [pair])],
      adversarial: adversarial as readonly string[],
      edits: size,
    },
  ];
}
