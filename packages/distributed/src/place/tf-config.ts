import { among } from './address.ts';
import type { Place } from './placed.ts';

/** Who trains, in the order of ranks. `master` is what a chief was called once. */
const training = ['chief', 'master', 'worker'];

/** The place that `TF_CONFIG` gives; undefined where there is one process, and for an evaluator. */
export function ofTensorFlow(text: string): Place | undefined {
  const config = parsed(text);
  if ('sparseCluster' in config)
    throw refusal('has sparseCluster, which names no others: start without enableDynamicWorker');
  const cluster = record(config['cluster'] ?? {}, 'cluster');
  const task = record(config['task'] ?? {}, 'task');
  const lists = Object.entries(cluster).map(([job, list]) => [job, hostsOf(job, list)] as const);
  const jobs = new Map(lists.filter(([, hosts]) => hosts.length > 0));
  if (jobs.has('ps')) throw refusal('names parameter servers (ps), without which all train in step: leave them out');
  jobs.delete('evaluator');
  for (const job of jobs.keys())
    if (!training.includes(job)) throw refusal(`names the job "${job}", but must name chief and worker: leave it out`);
  if (jobs.has('chief') && jobs.has('master'))
    throw refusal('names both a chief and a master, which are the same: leave one out');
  const { type } = task;
  if (type === 'evaluator') return undefined;
  const hosts = training.flatMap((job) => jobs.get(job) ?? []);
  if (hosts.length === 0) return undefined;
  const own = typeof type === 'string' ? jobs.get(type) : undefined;
  if (own === undefined)
    throw refusal(
      `has the task type ${shown(type)}, but must have one that its cluster names: ${[...jobs.keys()].join(', ')}`,
    );
  const index =
    typeof task['index'] === 'string' && /^\d+$/.test(task['index']) ? Number(task['index']) : task['index'];
  if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= own.length)
    throw refusal(
      `has the task index ${shown(index)} of ${type as string}, but must have one from 0 to ${own.length - 1}: correct it`,
    );
  const before = training.slice(0, training.indexOf(type as string)).flatMap((job) => jobs.get(job) ?? []);
  return among('TF_CONFIG', hosts, before.length + index, 'TF_CONFIG');
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refusal(`is no JSON (${(error as Error).message}): correct it`);
  }
  return record(value, undefined);
}

function record(value: unknown, part: string | undefined): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  const what = part === undefined ? 'is' : `has for ${part}`;
  throw refusal(`${what} ${shown(value)}, but must ${part === undefined ? 'be' : 'have'} an object: correct it`);
}

function hostsOf(job: string, list: unknown): readonly string[] {
  if (Array.isArray(list) && list.every((host) => typeof host === 'string')) return list;
  throw refusal(`has for ${job} ${shown(list)}, but must have a list of host:port: correct it`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? 'nothing' : text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function refusal(what: string): Error {
  return new Error(`TF_CONFIG ${what}.`);
}
