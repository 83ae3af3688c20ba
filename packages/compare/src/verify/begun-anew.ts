import { count } from '../format.ts';
import type { Settled } from '../asked.ts';
import { hash } from '../results/json.ts';
import { restarts, smaller } from '../run/watch/smaller.ts';
import type { Sizes } from '../run/watch/smaller.ts';
import { nameOf } from './audited.ts';
import type { AuditedRun } from './audited.ts';

/** Where a run's attempts that were given up are not those of its record, in a sentence; none where they are. */
export function strayAttempts(audited: AuditedRun): readonly string[] {
  const { attempts } = audited.run;
  const { givenUp } = audited.record;
  const name = nameOf(audited);
  if (attempts?.length === 0)
    return [`${name}: its list of attempts that were given up is empty, which compare does not write.`];
  const said = (attempts ?? []).map(({ steps }) => steps);
  if (said.length === givenUp.length && said.every((steps, place) => steps === givenUp[place])) return [];
  return [`${name}: its attempts that were given up took ${stepsText(said)}, in its record ${stepsText(givenUp)}.`];
}

function stepsText(steps: readonly number[]): string {
  if (steps.length === 0) return 'no step';
  return `${steps.map(count).join(', ')} ${steps.length === 1 && steps[0] === 1 ? 'step' : 'steps'}`;
}

/** Where a run's options and learning rate are not those that its settings give its attempts, in a sentence; none where they are. */
export function straySizes(audited: AuditedRun, { methods, training }: Settled): readonly string[] {
  const { run } = audited;
  const name = nameOf(audited);
  const asked = methods.find(({ entry }) => entry.name === run.method);
  if (!asked) return [];
  const { attempts = [] } = run;
  if (attempts.length > 0 && training.onFailure !== 'restart-smaller')
    return [`${name}: it was begun anew with smaller sizes, but onFailure of the settings is not restart-smaller.`];
  if (attempts.length > restarts)
    return [`${name}: it was begun anew ${count(attempts.length)} times, but no run is more than ${restarts} times.`];
  const { learningRate } = training;
  const all = [...attempts, { options: run.options, learningRate: run.learningRate ?? learningRate }];
  const isRight = all.every((sizes, times) => isSame(sizes, smaller({ options: asked.options, learningRate }, times)));
  if (isRight) return [];
  const halved = attempts.length === 0 ? '' : ', halved from attempt to attempt';
  return [`${name}: its options or its learning rate are not those of the settings${halved}.`];
}

function isSame(a: Sizes, b: Sizes): boolean {
  return a.learningRate === b.learningRate && hash(a.options) === hash(b.options);
}
