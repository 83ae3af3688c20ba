import { existsSync } from 'node:fs';
import { engine } from '@advtrain/engine';
import type { EngineInfo } from '@advtrain/engine';
import { terminalReporter } from '@advtrain/engine/fetch';
import type { Reporter } from '@advtrain/engine/fetch';
import { live } from '../live.ts';
import type { Live } from '../live.ts';
import { loadTask } from '../load-task.ts';
import type { Loaded } from '../load-task.ts';
import type { Settings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** Backends that can be forced. */
export const backends = ['native', 'wasm', 'cpu', 'tfjs-node', 'tfjs-node-gpu'] as const;

/** What a command that trains begins with: an engine, and data and a model on it. */
export interface Session extends Loaded {
  readonly engine: EngineInfo;
  readonly live: Live;
}

/** Starts the engine and gets data and model, saying on stderr what happens unless `quiet`. */
export async function openSession(
  settings: Settings,
  { backend, quiet, signal }: { backend?: string; quiet?: boolean; signal: AbortSignal },
): Promise<Session> {
  mustExist('--data', settings.data, ['reviews', 'spam']);
  mustExist('--model', settings.model, ['minilm-l6', 'scratch']);
  const lines = live(process.stderr, quiet);
  const reporter = quiet ? quietReporter : terminalReporter(process.stderr);
  const info = await engine({ reporter, ...(backend === undefined ? {} : { backend: knownBackend(backend) }) });
  const loaded = await loadTask(settings, { reporter, signal });
  return { engine: info, live: lines, ...loaded };
}

const quietReporter: Reporter = {
  note: () => undefined,
  begin: () => ({ advance: () => undefined, end: () => undefined }),
};

function knownBackend(name: string): (typeof backends)[number] {
  const found = backends.find((known) => known === name);
  if (!found) throw new UsageError(`--backend is ${name}, but must be one of ${backends.join(', ')}.`);
  return found;
}

function mustExist(option: string, value: string, names: readonly string[]): void {
  if (names.includes(value) || existsSync(value)) return;
  throw new UsageError(`${option} is ${value}, but there is no such file, and it is none of ${names.join(', ')}.`);
}
