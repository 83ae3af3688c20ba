import { aFunction, aText, needed, numberFrom, thing, wholeFrom, yesOrNo } from '@advtrain/core';
import type { Rule } from '@advtrain/core';
import { aTask, entries } from './parts.ts';

/** What options of `compare` must be; among them may stand the settings that a task was loaded by. */
export const compareRules = {
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
