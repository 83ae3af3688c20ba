import { naturalEntry } from '@advtrain/core';
import type { AttackSettings } from '@advtrain/evaluate';
import { allowanceOf, allowanceText } from '../budget/allowance.ts';
import { count, list, percent, rounded } from '../format.ts';
import { attackedSet } from '../results/cells.ts';
import { radiiOf } from '../results/radii.ts';
import type { Comparison, TaskInfo } from '../results/results.ts';
import type { RunResult } from '../results/runs/run-result.ts';
import { wordAttackNames } from '../words/names.ts';
import type { WordAttackSettings } from '../words/settings.ts';
import { trainingText } from './training-text.ts';

/**
 * What all methods of a comparison share, as pairs of a name and a value for people.
 *
 * @param comparison the results of its runs.
 */
export function describe(comparison: Comparison): readonly (readonly [name: string, value: string])[] {
  const { settings, task, engine } = comparison;
  const { maxLength } = settings;
  return [
    ['data', task.data],
    ['training examples', count(task.trainExamples)],
    ...task.sets.map(({ title, examples, majority }) => {
      const same = majority === 0 ? '' : `; always the same answer scores ${percent(majority)}`;
      return [title, `${count(examples)} examples${same}`] as const;
    }),
    ['model', `${task.model}, ${parametersText(task)}`],
    ...lengthsText(comparison),
    settings.steps === undefined ? ['epochs', `${settings.epochs}`] : ['optimizer steps', count(settings.steps)],
    ...(settings.budget === undefined ? [] : [['budget', budgetText(settings.budget, comparison)] as const]),
    ...trainingText(settings),
    ...(task.images || maxLength === undefined ? [] : [['tokens a text', `at most ${maxLength}`] as const]),
    ...(settings.attack ? [['attack', attackText(settings.attack, comparison)] as const] : []),
    ...(settings.wordAttack ? [['attack on words', wordAttackText(settings.wordAttack, comparison)] as const] : []),
    ...(settings.measure === undefined ? [] : [['largest loss increase', increaseText(comparison)] as const]),
    ...(settings.onFailure === undefined ? [] : [['when training fails', settings.onFailure] as const]),
    ['seeds', settings.seeds.join(', ')],
    ['engine', `${engine.backend} ${engine.version}`],
  ];
}

/** How many parameters there are and, where not all train, how many do. */
function parametersText({ parameters, trained }: Comparison['task']): string {
  const all = `${(parameters / 1e6).toFixed(1)} M parameters`;
  return trained === undefined ? all : `${all}, of which ${(trained / 1e6).toPrecision(2)} M train`;
}

/** How long x are, which perturbations are measured by; of images the pixels' range says it. */
function lengthsText({ task: { images, lengths } }: Comparison): readonly (readonly [string, string])[] {
  if (images || !lengths) return [];
  return [['median ‖x‖', `${rounded(lengths.example)} of an example, ${rounded(lengths.token)} of a token`]];
}

/** What every method may spend, and how near its learning rate came to its end where that is time. */
function budgetText(budget: string, { runs, methods }: Comparison): string {
  const timed = methods.flatMap(({ name, title }) => {
    const own = runs.filter(({ method, timed: estimate }) => method === name && estimate);
    const ends = (of: (run: RunResult) => number) => {
      const values = own.map(of);
      return [...new Set([Math.min(...values), Math.max(...values)])].map(count).join('–');
    };
    return own.length > 0 ? [`${title} ${ends(({ steps }) => steps)} of ${ends((run) => run.timed!.steps)}`] : [];
  });
  const fitted = `, its learning rate fitted to the steps that a trial estimated: ${list(timed)}`;
  const plain = methods.some(({ name }) => name === naturalEntry.name) ? '; plain natural training for the epochs' : '';
  return `${allowanceText(allowanceOf(budget))}${timed.length > 0 ? fitted : ''}${plain}`;
}

function attackText(attack: AttackSettings, comparison: Comparison): string {
  const { task } = comparison;
  const radii = radiiOf(comparison)
    .map(({ text }) => text)
    .join(', ');
  const ball = task.images ? 'ℓ∞' : 'l2';
  const where = task.images ? "each image's pixels" : "each sentence's word embeddings";
  return (
    `${attack.steps} steps, ${ball} balls of radius ${radii} around ${where}, in evaluation mode (no dropout), ` +
    `on ${attackedText(attack, task)}; lost is what the start or any step turns wrong, and what a smaller ball has broken`
  );
}

/** How the largest loss increase is measured, and on how many examples of each seed. */
function increaseText({ increases = [] }: Comparison): string {
  const counts = new Map(increases.map(({ seed, examples }) => [seed, examples]));
  const on = counts.size === 0 ? '' : `, ${list([...counts.values()].map(count))} of them`;
  return (
    `Zhu et al., 2020, Table 5: by how much the loss of an example rises at most in the largest l2 ball in which natural training of the same seed ` +
    `does not come to guess; the median of the attacked examples that all models of a seed answer rightly${on}`
  );
}

function wordAttackText(settings: WordAttackSettings, { runs, task }: Comparison): string {
  const { attacks, queries, part } = settings;
  const measured = runs.flatMap(({ words = [] }) => words);
  const named = attacks.map((name) => {
    const attack = measured.find((each) => each.name === name)?.attack ?? wordAttackNames[name];
    return attack === undefined ? name : `${name} (${attack})`;
  });
  const edited = part === 'pair' ? ' to the second text of a pair' : '';
  return `${list(named)}${edited}: at most ${count(queries)} queries for each word of a text, on ${attackedText(settings, task)}`;
}

/** Which examples are attacked. */
export function attackedText({ examples }: Pick<AttackSettings, 'examples'>, task: TaskInfo): string {
  const all = attackedSet(task).examples;
  const what = task.images ? 'test images' : 'development examples';
  if (examples >= all) return `all ${count(all)} ${what}`;
  return `${count(examples)} of ${count(all)} ${what}, chosen at random with the shares of classes that all have, and the same for all runs`;
}
