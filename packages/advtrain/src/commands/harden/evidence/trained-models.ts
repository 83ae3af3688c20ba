import { collapsed, headlineOf, optionsText } from '@advtrain/compare';
import type { Comparison, Contender, RunResult } from '@advtrain/compare';
import { neighboursOption } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import type { TrainedModel } from './evidence.ts';

/** All that a comparison trained, the control first, on the examples that are picked by. */
export function trainedModelsOf(comparison: Comparison, methods: readonly MethodEntry[]): readonly TrainedModel[] {
  return comparison.methods.map(({ name, title, source, paper, matched }): TrainedModel => {
    const run = comparison.runs.find(({ method }) => method === name)!;
    const failure = failureOf(run, comparison);
    const { steps, epochs, units, seconds } = run;
    return {
      name,
      title,
      settings: settingsOf(
        run,
        methods.find((entry) => entry.name === name),
      ),
      source,
      ...(paper ? { paper } : {}),
      isControl: matched === true,
      ...(failure === undefined ? figuresOf(run, comparison) : { failure }),
      steps,
      epochs,
      units: units.counted,
      seconds: seconds.training,
    };
  });
}

/** Those of the models that can be picked: whose training did not fail. */
export function contendersOf(models: readonly TrainedModel[]): readonly Contender[] {
  return models.flatMap(({ name, title, clean, held }) =>
    clean === undefined || held === undefined ? [] : [{ name, title, clean, held }],
  );
}

function failureOf(run: RunResult, comparison: Comparison): string | undefined {
  if (run.status !== 'finished') return run.failure ?? `its training ${run.status}.`;
  return collapsed(run, comparison) ? 'it gives nearly every text the same class.' : undefined;
}

function figuresOf(run: RunResult, comparison: Comparison): Required<Pick<TrainedModel, 'clean' | 'held'>> {
  const radius = headlineOf(comparison)?.radius;
  const inBall = run.robust.find((point) => point.radius === radius)?.accuracy ?? Number.NaN;
  return { clean: run.accuracy['development']!, held: [inBall, ...(run.words ?? []).map(({ accuracy }) => accuracy)] };
}

/** Options as text, without the path of a file, which is the reader's own. */
function settingsOf({ options }: RunResult, entry: MethodEntry | undefined): string {
  const path = entry && neighboursOption(entry.options);
  return optionsText(Object.fromEntries(Object.entries(options).filter(([name]) => name !== path)));
}
