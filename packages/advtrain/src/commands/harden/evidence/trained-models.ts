import { collapsed, headlineOf, optionsText } from '@advtrain/compare';
import type { Comparison, Contender, Measured, RunResult } from '@advtrain/compare';
import { neighboursOption } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import type { TrainedModel } from './evidence.ts';

/** All that a comparison trained, the control first, on the examples that are picked by. */
export function trainedModelsOf(comparison: Comparison, methods: readonly MethodEntry[]): readonly TrainedModel[] {
  return comparison.methods.map(({ name, title, source, paper, matched }): TrainedModel => {
    const run = comparison.runs.find(({ method }) => method === name)!;
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
      ...standingOf(run, comparison),
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

/** How a model stands on the examples that are picked by, or why it is out of the running. */
export function standingOf(
  run: Measured,
  comparison: Comparison,
): Pick<TrainedModel, 'clean' | 'held'> | Pick<TrainedModel, 'failure'> {
  if (run.status !== 'finished') return { failure: run.failure ?? `its training ${run.status}.` };
  if (collapsed(run, comparison)) return { failure: 'it gives nearly every text the same class.' };
  const radius = headlineOf(comparison)?.radius;
  const inBall = run.robust.find((point) => point.radius === radius)?.accuracy ?? Number.NaN;
  return { clean: run.accuracy['development']!, held: [inBall, ...(run.words ?? []).map(({ accuracy }) => accuracy)] };
}

/** Options as text, without the path of a file, which is the reader's own. */
function settingsOf({ options }: RunResult, entry: MethodEntry | undefined): string {
  const path = entry && neighboursOption(entry.options);
  return optionsText(Object.fromEntries(Object.entries(options).filter(([name]) => name !== path)));
}
