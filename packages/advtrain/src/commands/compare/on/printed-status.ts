import { count, duration, list } from '@advtrain/compare';
import type { ComparisonStatus, RunStatus } from '@advtrain/compare';
import { columns } from '../../../terminal/columns.ts';

/** Prints how a comparison stands, as a table of its runs and in a sentence, or as JSON. */
export function printStatus(status: ComparisonStatus, json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(status, null, 2)}\n` : statusText(status));
}

function statusText({ folder, runs }: ComparisonStatus): string {
  const rows = runs.map((run) => [`${run.title}, seed ${run.seed}`, stateText(run), stepText(run), leftText(run)]);
  const table = columns([['run', 'state', 'step', 'left, about'], ...rows], [2, 3]);
  const failed = runs.filter(({ sentence }) => sentence !== undefined);
  const sentences = failed.map(({ title, seed, sentence = '' }) => `${title}, seed ${seed}: ${sentence}\n`);
  return `${folder}\n\n${table}\n${sentences.join('')}${summary(runs)}\n`;
}

function stateText({ state, host, pid, progress, isOver }: RunStatus): string {
  if (state === 'running') return host === undefined ? 'running' : `running on ${host}, process ${String(pid)}`;
  if (state === 'out') return 'stopped by the race';
  if (state === 'failed') return isOver ? 'failed' : 'failed, is tried again';
  return state === 'waiting' && progress ? 'waiting, begun' : state;
}

function stepText({ progress, isOver }: RunStatus): string {
  return progress && !isOver ? `${count(progress.step)} of ${count(progress.steps)}` : '';
}

function leftText({ progress, state }: RunStatus): string {
  return progress && state === 'running' ? duration(progress.secondsLeft) : '';
}

function summary(runs: readonly RunStatus[]): string {
  const states = ['finished', 'running', 'waiting', 'failed', 'out'] as const;
  const words = { finished: 'finished', running: 'running', waiting: 'waiting', failed: 'failed', out: 'stopped' };
  const counted = states.map((state) => ({ state, many: runs.filter((run) => run.state === state).length }));
  const some = counted.filter(({ state, many }) => many > 0 || state === 'finished');
  return `Of ${count(runs.length)} runs ${list(some.map(({ state, many }) => `${count(many)} ${words[state]}`))}.`;
}
