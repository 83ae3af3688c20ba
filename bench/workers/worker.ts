import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a worker is asked for, and with what. */
export type Request = { readonly do: string } & Readonly<Record<string, unknown>>;

/** A process that measures one side. It is asked one thing at a time, and idle in between. */
export interface Worker {
  /** Asks for something, and gives the answer. */
  ask<Answer>(request: Request): Promise<Answer>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** Starts a process that answers every line of JSON on its standard input by one on its standard output. */
export function startWorker(command: readonly string[], env: Readonly<Record<string, string>>): Worker {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  });
  // A process that has ended reads no more; its missing answer says so.
  child.stdin.on('error', () => undefined);
  return {
    async ask<Answer>(request: Request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = (await lines.next()) as IteratorResult<string, undefined>;
      if (line.done) throw new Error(`${program} ended while it was asked to ${request.do}: see what it wrote above.`);
      const answer = JSON.parse(line.value) as object;
      if ('error' in answer) throw new Error(String(answer.error));
      return answer as Answer;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
