import { lasting } from '../guards/warning.ts';
import type { FailureKind } from '../guards/warning.ts';
import { list, percent } from '../format.ts';
import { optionsText } from '../methods/texts.ts';
import { scoreOf } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';
import type { RunResult } from '../results/runs/run-result.ts';
import { failureWords } from '../results/marks.ts';

/** What was seen to go wrong while methods trained, and what was done about it: a sentence or two for each. */
export function seenInTraining(comparison: Comparison): readonly string[] {
  return comparison.methods.flatMap(({ name, title }) => {
    const runs = comparison.runs.filter(({ method }) => method === name);
    const of = (some: readonly RunResult[]) => (runs.length === 1 ? '' : ` in ${some.length} of ${runs.length} seeds`);
    return [...warned(runs, title, of), ...stopped(runs, title, of), ...restarted(runs, title)];
  });
}

type Of = (some: readonly RunResult[]) => string;

/** A sentence for each kind of failure that was not over when training ended. */
function warned(runs: readonly RunResult[], title: string, of: Of): readonly string[] {
  const kinds = new Set(runs.flatMap(({ warnings }) => lasting(warnings).map(({ kind }) => kind)));
  return [...kinds].map((kind) => {
    const those = runs.filter((run) => first(run, kind));
    const { step = 0, sentence = '', advice = '' } = first(those[0], kind) ?? {};
    const where = runs.length === 1 ? `step ${step}` : `step ${step} of seed ${those[0]?.seed ?? 0}`;
    return `${title} ${failureWords[kind]} in training${of(those)} (${where}): ${sentence} ${advice}`;
  });
}

function first(run: RunResult | undefined, kind: FailureKind) {
  return lasting(run?.warnings).find((warning) => warning.kind === kind);
}

function stopped(runs: readonly RunResult[], title: string, of: Of): readonly string[] {
  const those = runs.filter(({ status }) => status === 'stopped');
  if (those.length === 0) return [];
  const scores = those.flatMap((run) => scoreOf(run, 'development') ?? []);
  const then = scores.length === 0 ? '' : ` It then had ${list(scores.map(percent))} on development.`;
  const isAll = those.length === runs.length;
  const where = isAll
    ? ', and is in no figure above'
    : `: ${those.length === 1 ? 'that run is' : 'those runs are'} in no figure above, and the method is compared with no other`;
  return [`${title} was stopped${of(those)} after ${list(those.map(({ steps }) => `${steps}`))} steps${where}.${then}`];
}

function restarted(runs: readonly RunResult[], title: string): readonly string[] {
  return runs
    .filter(({ attempts }) => attempts !== undefined)
    .map((run) => {
      const times = run.attempts?.length ?? 0;
      const sizes = `${optionsText(run.options)}, learning rate ${run.learningRate ?? 0}`;
      const seed = runs.length === 1 ? '' : `, seed ${run.seed},`;
      return `${title}${seed} was begun anew ${times === 1 ? 'once' : `${times} times`} with smaller sizes, and ended with ${sizes}; its units and time count every attempt.`;
    });
}
