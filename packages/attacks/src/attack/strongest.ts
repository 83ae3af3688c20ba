import { wholeNumber } from '@advtrain/core';
import { fold } from '@advtrain/engine';
import type { Attack, AttackOptions, Clean, Cost, LabelledExamples, Need, Outcome } from './attack.ts';

/**
 * The worst case over several attacks: each in its turn attacks only what still stands, as AutoAttack does (Croce & Hein, 2020).
 * An outcome has what broke the example first; queries and units are those of all attacks on it. A budget is that of all
 * together. Throws one sentence where there is no attack, and, before any of them has cost anything, where one cannot be run.
 *
 * @param attacks at least one, the cheapest first.
 * @param name what the whole is called. Default: made of the names of all.
 */
export function strongest<M, E extends LabelledExamples, A>(
  attacks: readonly Attack<M, E, A>[],
  name = `strongest of ${attacks.map((attack) => attack.name).join(', ')}`,
): Attack<M, E, A> {
  const [first] = attacks;
  if (!first) throw new Error('There is no attack to take the strongest of: give at least one.');
  return {
    name,
    needs: [...new Set(attacks.flatMap((attack): readonly Need[] => attack.needs))],
    cost: (classes) => attacks.reduce((sum, attack) => sum + attack.cost(classes), 0),
    look: (model, examples, options) => first.look(model, examples, options),
    ...(first.record && { record: (model: M) => first.record!(model) }),
    check: (model, examples, options) => checkAll(attacks, model, examples, options),
    run: (model, examples, options) =>
      sharing(attacks, model, examples, options, (shared) => inTurn(attacks, model, examples, shared)),
  };
}

/**
 * The same attack with other random choices on what still stands, `times` times in all: a whole number from 1 on.
 *
 * @param attack one that draws at random; another does the same each time.
 * @param times how often it is run.
 */
export function restarts<M, E extends LabelledExamples, A>(attack: Attack<M, E, A>, times: number): Attack<M, E, A> {
  wholeNumber('restarts', times, 1);
  if (times === 1) return attack;
  const all = Array.from({ length: times }, (_, restart) => again(attack, restart));
  return { ...strongest(all, `${attack.name}, ${times} times`), ...(attack.paper && { paper: attack.paper }) };
}

function again<M, E extends LabelledExamples, A>(attack: Attack<M, E, A>, restart: number): Attack<M, E, A> {
  if (restart === 0) return attack;
  return {
    ...attack,
    run: (model, examples, options) =>
      attack.run(model, examples, { ...options, key: fold(options.key, `restart ${restart}`) }),
  };
}

/**
 * Runs several attacks of a kind on the same clean answers, at the same temperature and with recordings that they share, and frees
 * what was not given.
 *
 * @param attacks what `run` is going to run.
 * @param model what is attacked.
 * @param examples what is attacked.
 * @param options those given to the whole; a `clean` or `recordings` among them are used and not freed.
 * @param run runs them all, with the options that they share.
 */
export async function sharing<M, E extends LabelledExamples, A, R>(
  attacks: readonly Attack<M, E, A>[],
  model: M,
  examples: E,
  options: AttackOptions,
  run: (options: AttackOptions & { readonly clean: Clean }) => Promise<R>,
): Promise<R> {
  const [first] = attacks;
  const recordings = options.recordings ? undefined : first!.record?.(model);
  try {
    const clean = options.clean ?? (await first!.look(model, examples, options));
    return await run({ ...options, ...(recordings && { recordings }), clean });
  } finally {
    recordings?.dispose();
  }
}

function checkAll<M, E extends LabelledExamples, A>(
  attacks: readonly Attack<M, E, A>[],
  model: M,
  examples: E,
  options: AttackOptions & { readonly clean: Clean },
): void {
  for (const attack of attacks) attack.check?.(model, examples, options);
}

async function inTurn<M, E extends LabelledExamples, A>(
  attacks: readonly Attack<M, E, A>[],
  model: M,
  examples: E,
  options: AttackOptions & { readonly clean: Clean },
): Promise<readonly Outcome<A>[]> {
  checkAll(attacks, model, examples, options);
  const rows = options.rows ?? examples.labels.map((_, row) => row);
  const found = new Map<number, Outcome<A>>();
  const spent = (row: number): Cost => sum(options.spent?.(row) ?? nothing, found.get(row) ?? nothing);
  let before = 0;
  for (const [place, attack] of attacks.entries()) {
    const standing = rows.filter((row) => found.get(row)?.broken !== true);
    if (standing.length === 0) break;
    let own = 0;
    // One attack's examples are done as its share of all attacks: what it leaves is attacked again.
    const progress = (done: number, of: number, asked?: number): void => {
      own = asked ?? 0;
      const texts = asked === undefined ? undefined : before + asked;
      options.progress?.(Math.floor((rows.length * (place + done / of)) / attacks.length), rows.length, texts);
    };
    const outcomes = await attack.run(model, examples, { ...options, spent, rows: standing, progress });
    before += own;
    for (const outcome of outcomes) {
      const before = found.get(outcome.row);
      const asked = (before?.asked ?? 0) + outcome.asked;
      const exhausted = !outcome.broken && before?.exhausted && { exhausted: before.exhausted };
      found.set(outcome.row, { ...outcome, ...sum(before ?? nothing, outcome), asked, ...exhausted });
    }
  }
  return rows.map((row) => found.get(row)!);
}

const nothing: Cost = { queries: 0, units: 0 };

function sum(a: Cost, b: Cost): Cost {
  return { queries: a.queries + b.queries, units: a.units + b.units };
}
