import { begunAt, costLedger, natural, optionsOf, unitsOfPlugins } from '@advtrain/core';
import type { MethodEntry, Model, OptionSchemas, OptionsOf, Plugin, Schedule, Subject } from '@advtrain/core';
import { expect, test } from 'vitest';
import { interrupted, uninterrupted } from './resumed.ts';
import { gap, lengths, modelOf, trained, values, type Kind, type Trained } from './training.ts';

/** How many steps of the tests are natural. */
const begin = 2;

/** What a run was after its natural steps, and in the end. */
interface Halves {
  readonly before: Trained['params'];
  readonly end: Trained['params'];
}

/** What is trained, apart from the model and its lengths. */
type Task = Pick<Subject, 'kind' | 'substitutes'>;

/** What an entry's method promises when it begins later than training does. */
export function begins<Schemas extends OptionSchemas>(
  entry: MethodEntry<Schemas>,
  task: Task,
  given: Partial<OptionsOf<Schemas>> = {},
): void {
  const kind = modelOf(task.kind);
  const options = optionsOf(entry, given);
  const made = (model: Model): readonly Plugin[] => entry.plugins(options, { ...task, model, lengths });
  const later = (model: Model): readonly Plugin[] => begunAt(begin, made(model));

  test('begun at a step it is natural training until then, bit for bit, and itself from there on', () => {
    const plain = halves(kind, (model) => made(model).map(stilled));
    const late = halves(kind, later);
    expect(late.before).toEqual(plain.before);
    expect(gap(late.end, plain.end) > 0).toBe(entry.attacks ?? true);
  });

  test('begun at a step it costs 3 units a step until then', () => {
    const ledger = costLedger();
    let each = NaN;
    const plugins = (model: Model): Plugin[] => {
      each = unitsOfPlugins(made(model), model);
      return [...later(model), ledger];
    };
    const { losses } = trained({ kind, plugins });
    expect(ledger.ledger.units).toBeCloseTo(3 * begin + each * (losses.length - begin), 9);
    expect(ledger.ledger.mismatch).toBeUndefined();
  });

  test.each([begin - 1, begin, begin + 1])(
    'begun at step 2 it goes on from a checkpoint after %i steps, bit for bit',
    async (cut) => {
      expect(await interrupted(kind, later, cut)).toEqual(uninterrupted(kind, later, cut));
    },
  );
}

/** What an entry's method promises where the sizes of its perturbations rise. */
export function rises<Schemas extends OptionSchemas>(
  entry: MethodEntry<Schemas>,
  task: Task,
  climbs: false | Partial<OptionsOf<Schemas>>,
): void {
  const kind = modelOf(task.kind);
  const options = optionsOf(entry, climbs === false ? {} : climbs);
  const risen = (rise?: Schedule): Trained =>
    trained({
      kind,
      plugins: (model) => entry.plugins(options, { ...task, model, lengths, ...(rise !== undefined && { rise }) }),
    });

  test('with perturbations risen whole it is itself, bit for bit, and with half of them another where any moves', () => {
    const whole = risen();
    expect(risen(() => 1)).toEqual(whole);
    if (climbs !== false) expect(gap(risen(() => 0.5).params, whole.params)).toBeGreaterThan(0);
  });
}

/** What is left of a plugin where nothing attacks: the stream of batches and the loss. */
function stilled({ name, batches, loss, perturb }: Plugin): Plugin {
  return { ...(perturb ? natural() : { name }), ...(batches && { batches }), ...(loss && { loss }) };
}

function halves(kind: Kind, plugins: (model: Model) => readonly Plugin[]): Halves {
  let before: Trained['params'] = {};
  const { params } = trained({
    kind,
    plugins,
    after: (step, trainer) => {
      if (step === begin - 1) before = values(trainer.options.model.params);
    },
  });
  return { before, end: params };
}
