import { EventEmitter } from 'node:events';
import { mark } from './message.ts';
import type { Kept, Stop, Stopped } from './message.ts';

/** Signals that the supervising process told of. */
const told = new EventEmitter();

/** How many more of a signal the supervising process had than this one: a terminal gives each to both, `kill` to one. */
const ahead = new Map<Stop, number>();

/** Whether this process is one that another supervises, for crashes. */
export function isSupervised(): boolean {
  return process.env[mark] !== undefined && process.send !== undefined;
}

/** Ends this process when the supervising one ends, and has it get the signals of that. */
export function followSupervisor(): void {
  // Not for what this process begins in its turn.
  Reflect.deleteProperty(process.env, mark);
  // However that one was killed, it was meant for both.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.on('message', ({ stop }: Stopped) => {
    const more = (ahead.get(stop) ?? 0) + 1;
    ahead.set(stop, more);
    if (more > 0 && !told.emit(stop)) process.kill(process.pid, stop);
  });
  process.channel?.unref();
}

/** Tells the supervising process, if there is one, what is kept now, as part of a sentence. */
export function tellKept(kept: string): void {
  const message: Kept = { kept };
  if (process.connected) process.send?.(message);
}

/** Calls back for each signal, once where the supervising process had it too. Gives what ends that. */
export function onStop(signal: Stop, listener: () => void): () => void {
  const direct = () => {
    const more = (ahead.get(signal) ?? 0) - 1;
    ahead.set(signal, more);
    if (more < 0) listener();
  };
  process.on(signal, direct);
  told.on(signal, listener);
  return () => {
    process.off(signal, direct);
    told.off(signal, listener);
  };
}
