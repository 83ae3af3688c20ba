import { aFunction, aText, needed, numberFrom, thing, wholeFrom, yesOrNo } from '@advtrain/core';
import type { MethodEntry, Rule, RulesOf } from '@advtrain/core';
import type { CompareOptions } from './compare.ts';
import type { TaskSettings } from './settings.ts';
import type { Task } from './task/task.ts';
import { usable } from './usable.ts';

const aTask = needed(thing('a task, as `await textTask(…)` gives it', 'info', 'train', 'sets', 'model'));
const entries = needed(thing("an array of methods' entries, such as freelbEntry of @advtrain/freelb", 'length', 'map'));
const anEntry = thing("a method's entry, such as freelbEntry of @advtrain/freelb", 'title', 'options', 'plugins');

/** What options of `compare` must be; among them may stand the settings that a task was loaded by. */
export const compareRules: RulesOf<CompareOptions & TaskSettings> = {
  methods: entries,
  task: aTask,
  folder: needed(aText),
  claim: thing('what claimFolder() gives', 'release'),
  on: aFunction('an event'),
  signal: thing('an AbortSignal', 'aborted'),
  race: yesOrNo,
  restart: yesOrNo,
  checkpointSeconds: numberFrom(0),
  keepModels: yesOrNo,
  verifiable: wholeFrom(0),
  engine: thing('what engine() of @advtrain/engine gives', 'backend'),
  wordAids: thing('models that are opened'),
  command: aText,
  cluster: thing('what cluster() of @advtrain/distributed gives', 'sum', 'agreed'),
  shardsOptimizer: yesOrNo,
  part: thing('what a process does', 'as'),
  ...elsewhere('seeds', 'options', 'budget', 'controls', 'grid', 'attack', 'wordAttack', 'measure', 'preset'),
  ...elsewhere('epochs', 'steps', 'batchSize', 'accumulate', 'average', 'attackFrom', 'attackRise', 'ema', 'compile'),
  ...elsewhere('precision', 'wire', 'onFailure', 'learningRate', 'warmup', 'drops', 'weightDecay', 'clipNorm'),
  ...elsewhere('optimizer', 'momentum', 'beta2', 'epsilon', 'data', 'model', 'trainSize', 'developmentSize'),
  ...elsewhere('testSize', 'maxLength', 'docStride', 'maxAnswerLength', 'dropout', 'attentionDropout'),
  ...elsewhere('gradientCheckpointing', 'freeze', 'lora'),
};

/** Options whose values are checked where they are read. */
function elsewhere<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, Rule>> {
  return Object.fromEntries(names.map((name) => [name, () => undefined])) as unknown as Record<Name, Rule>;
}

/**
 * Refuses what is no task, and methods that are no entries.
 *
 * @param where what was given them.
 * @param parts the task and the methods.
 */
export function checkParts(
  where: string,
  { task, methods }: { readonly task: Task; readonly methods: readonly MethodEntry[] },
): void {
  usable(where, { task, methods }, { task: aTask, methods: entries });
  usable(
    where,
    Object.fromEntries(methods.map((method, place) => [`methods.${place}`, method])),
    Object.fromEntries(methods.map((_, place) => [`methods.${place}`, needed(anEntry)])),
  );
}
