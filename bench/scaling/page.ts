import type { Machines } from './cost.ts';
import type { Measured, Measurements } from './measure.ts';
import { subjects, type ModelName } from './plans.ts';
import { gradients, efficiency, leastEach, type Checked, type Scaling } from './scaled.ts';

/** The rates and counts that predictions are made for. */
export const rates = [1, 10, 25, 100] as const;
export const counts = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] as const;

/** Links as they are inside of one room, in milliseconds. */
export const room = 0.1;

const models = Object.keys(subjects) as readonly ModelName[];

/** The page about measured steps and what the model predicts from them, in Markdown. */
export function page({ machine, cores, cells }: Measurements, scaling: Scaling): string {
  const held = scaling.checked.filter(({ isHeldOut }) => isHeldOut);
  const worst = held.reduce((most, { error }) => Math.max(most, Math.abs(error)), 0);
  const mean = held.reduce((sum, { error }) => sum + Math.abs(error), 0) / held.length;
  const { perByte, perRelayedByte, stall, perMessage, perHop, sharing, overlap } = scaling.constants;
  return `# How far one training carries

\`npm run bench -- scaling\` (as root) on ${machine}. Natural training where no method is named, AdamW, recorded steps, sequences of ${subjects['MiniLM-L6'].length} tokens
(MiniLM-L6) and ${subjects['BERT-base'].length} (the others), random weights. Every process has one thread and a network namespace of its own; what it can send is shaped by the
kernel (tbf), a delay is added by a relay before each host. Up to ${cores} processes have a processor each; more share them.

## What was measured

Seconds of a step, the median over steps of what the slowest process took, in brackets the quartiles. *Alone* is the same step where each process trains for itself at the
same time; *sums* is the share of the step that is on top of that. The model below was fitted to the rows without a mark, and not to those with one (†).

| model | processes | examples each | link | step | alone | sums | model | off by |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${scaling.checked.map(rowOf).join('\n')}

${single(cells)}

## Memory

The most that a process had beside its libraries, of ${subjects['BERT-base'].length} tokens and 4 examples each over 10 Gb/s, and the step, where each keeps all of AdamW's moments, and where each keeps a share of
them (\`--shard-optimizer\`), and the parameters are sent around after each step:

| model | processes | moments | most memory | step |
| --- | --- | --- | --- | --- |
${cells.flatMap(memoryRow).join('\n')}

## The model

A process sends 2(n − 1)/n of its gradients, in 2(n − 1) messages for each bucket of 4 MiB. Each byte takes its processor ${(1e9 * perByte).toFixed(2)} ns (to send, receive and add) and each
message ${(1e6 * perMessage).toFixed(0)} µs; the network takes what its rate says, and ${(1e9 * stall).toFixed(2)} ns a byte however fast it is. Processors and network work at once in part (the norm of
their two times with exponent ${sharing.toFixed(2)}). Of what the arithmetic and the sums of gradients that are early, which all but the embeddings' are, could do at once they do ${(100 * overlap).toFixed(0)} %. Messages
of a ring follow one another: each takes ${(1e6 * perHop).toFixed(0)} µs and its way. A relay, which only long links have, takes the processor ${(1e9 * perRelayedByte).toFixed(2)} ns a byte.

What processors do was read off their own clocks, the other constants were fitted. On the ${held.length} steps that none was fitted to (4 and 8 processes, 5 ms, FreeLB, RoBERTa-large) the model
is off by ${(100 * mean).toFixed(0)} % in the mean and ${(100 * worst).toFixed(0)} % at most. Its form was settled with those in view: only their numbers are new to it.

## What it predicts

Not measured: processes of one processor like this machine's, one a host, links of ${room} ms, rings of up to 1,024. *Kept* is the share of n times one process's examples in a second.

${models.map((model) => kept(scaling, model)).join('\n\n')}

Least examples of each process with which 90 % is kept:

| model | link | ${counts.map((n) => `n = ${n.toLocaleString('en')}`).join(' | ')} |
| --- | --- | ${counts.map(() => '---').join(' | ')} |
${models.flatMap((model) => rates.map((rate) => leastRow(scaling, model, rate))).join('\n')}
`;
}

/** The examples of each process that a model's predictions are shown for. */
export const shown: Readonly<Record<ModelName, number>> = { 'MiniLM-L6': 32, 'BERT-base': 16, 'RoBERTa-large': 8 };

/** Machines in one room. */
export function roomOf(processes: number, gigabits: number): Machines {
  return { processes, gigabits, milliseconds: room };
}

function rowOf({ cell, alone, predicted, error, isHeldOut }: Checked): string {
  const { model, processes, each, rounds, link = {}, seconds, quartiles } = cell;
  const { gigabits, milliseconds } = link;
  const way = milliseconds === undefined ? '' : `, ${milliseconds} ms`;
  const time = `${short(seconds)} (${quartiles.map(short).join('–')})`;
  const sums = `${(100 * Math.max(0, 1 - alone / seconds)).toFixed(0)} %`;
  const off = `${error < 0 ? '−' : '+'}${Math.abs(100 * error).toFixed(0)} %`;
  return `| ${[rounds === undefined ? model : `${model}, FreeLB-${rounds}`, `${processes}${isHeldOut ? ' †' : ''}`, each, `${gigabits} Gb/s${way}`, time, short(alone), sums, short(predicted), off].join(' | ')} |`;
}

/** One process against what it is with a neighbour, in words. */
function single(all: readonly Measured[]): string {
  const ones = all.filter(({ processes, moments }) => processes === 1 && moments === undefined);
  const told = ones.flatMap(({ model, each, seconds }) => {
    const two = all.find((cell) => cell.processes === 2 && !cell.link && cell.model === model && cell.each === each);
    return two
      ? [`${model} with ${each} examples ${short(seconds)} s by itself, ${short(two.seconds)} s beside another`]
      : [];
  });
  return `One process of one thread: ${told.join('; ')}.`;
}

function memoryRow({ model, processes, moments, peakBytes, seconds }: Measured): readonly string[] {
  if (peakBytes === undefined) return [];
  return [`| ${model} | ${processes} | ${moments} | ${(peakBytes / 1e9).toFixed(2)} GB | ${short(seconds)} |`];
}

function kept(scaling: Scaling, model: ModelName): string {
  const each = shown[model];
  const rows = rates.map((rate) => {
    const shares = counts.map((n) => efficiency(scaling, model, each, roomOf(n, rate)));
    return `| ${rate} Gb/s | ${shares.map((share) => `${(100 * share).toFixed(0)} %`).join(' | ')} |`;
  });
  return `${model} (${(gradients(model).bytes / 1e6).toFixed(0)} MB of gradients), ${each} examples each:

| link | ${counts.map((n) => `n = ${n.toLocaleString('en')}`).join(' | ')} |
| --- | ${counts.map(() => '---').join(' | ')} |
${rows.join('\n')}`;
}

function leastRow(scaling: Scaling, model: ModelName, rate: number): string {
  const each = counts.map(
    (n) => leastEach(scaling, model, roomOf(n, rate), 0.9)?.toLocaleString('en') ?? 'more than 4,096',
  );
  return `| ${model} | ${rate} Gb/s | ${each.join(' | ')} |`;
}

function short(seconds: number): string {
  return seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1);
}
