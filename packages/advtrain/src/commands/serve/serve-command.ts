import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { serve, type ServerType } from '@hono/node-server';
import { UsageError } from '@advtrain/compare';
import { breathing } from '@advtrain/evaluate';
import { Command } from 'commander';
import {
  addAnsweringOptions,
  answering,
  checkAnswering,
  openAsked,
  refuseTemperature,
} from '../answering/answering.ts';
import type { AnsweringFlags, Opened } from '../answering/answering.ts';
import { number } from '../../options/number.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';
import { complain } from '../../terminal/output.ts';
import { checkWholeNumbers } from '../../options/whole-numbers.ts';
import { refuseWindows } from '../../options/window-options.ts';
import { askingAnswers, askingClasses, askingTags } from './asking.ts';
import { service } from './service.ts';
import type { Service } from './service.ts';

interface Flags extends AnsweringFlags {
  readonly host: string;
  readonly port: number;
  readonly maxBody: number;
  readonly maxTexts: number;
  readonly maxWaiting: number;
}

/** How long a client may still hold its connection when all that was asked is answered, in milliseconds. */
const grace = 5000;

/** So many tokens take about as long each as more at once do, and nobody else is heard while they are read. */
const batchTokens = 512;

/** `advtrain serve`. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description(
      'Answer over HTTP which class a model gives to texts, which tags to their words, or what answers a question in a passage, until Ctrl-C or a plain kill.',
    )
    .argument('<model>', 'the folder of a model in Hugging Face layout, or a name on the hub')
    .option('--port <n>', 'the port; 0 for any that is free', number, 8080)
    .option(
      '--host <address>',
      'the address that is listened on; any other than this machine’s own lets others ask',
      '127.0.0.1',
    )
    .option('--max-body <bytes>', 'bytes of a request at most', number, 1_048_576)
    .option('--max-texts <n>', 'texts of a request at most', number, 256)
    .option(
      '--max-waiting <n>',
      'texts that may wait for answers, at least those of a request; what comes beyond is told to come again',
      number,
      4096,
    );
  return addAnsweringOptions(command)
    .addHelpText(
      'after',
      `
It answers
  POST /classify  {"texts": ["…"]}, for a model of pairs also "pairs"
  POST /tag       {"texts": ["…"]} or {"words": [["…"]]}, of a model that tags words
  POST /answer    {"questions": ["…"], "contexts": ["…"]}, of a model that finds answers
  GET /health     what is served, and how many texts wait

Example:
  $ advtrain serve my-model &
  $ curl -d '{"texts": ["A film to forget."]}' localhost:8080/classify`,
    )
    .action(act);
}

async function act(name: string, flags: Flags): Promise<void> {
  checkFlags(flags);
  checkAnswering(flags);
  await interruptible('Interrupted before it listened.', async (signal) => {
    const opened = await openAsked(name, flags, { signal, pause: breathing(), batchTokens });
    try {
      await served(serviceOf(name, opened, flags), flags, signal);
    } finally {
      opened.model.dispose();
    }
  });
}

/** What the model is there for. */
function serviceOf(name: string, opened: Opened, flags: Flags): Service {
  const { labelNames } = opened;
  switch (opened.model.config.task) {
    case 'question-answering':
      refuseTemperature(flags, 'finds answers in passages');
      return service(askingAnswers(opened, flags), { name, ...flags, labelNames: [] });
    case 'token-classification':
      refuseTemperature(flags, 'tags words');
      refuseWindows(flags, `${name} tags words`);
      return service(askingTags(opened), { name, ...flags, labelNames });
    default: {
      refuseWindows(flags, `${name} gives classes`);
      const { model } = answering(name, opened);
      return service(askingClasses(model, { labelNames, ...flags }), { name, ...flags, labelNames });
    }
  }
}

function checkFlags({ port, maxBody, maxTexts, maxWaiting }: Flags): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port is ${port}, but must be a whole number from 0 to 65535.`);
  checkWholeNumbers({ '--max-body': maxBody, '--max-texts': maxTexts, '--max-waiting': maxWaiting });
  if (maxWaiting < maxTexts)
    throw new UsageError(
      `--max-waiting is ${maxWaiting}, but a request may have ${maxTexts} texts, which would never be taken; give at least as many, or fewer with --max-texts.`,
    );
}

/** Listens until it is told to stop, then takes no more questions and answers those that it has. */
async function served({ app, settled }: Service, { host, port, quiet }: Flags, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const server = serve({ fetch: app.fetch, hostname: host, port });
  await listening(server, host, port);
  const { address, port: taken, family } = server.address() as AddressInfo;
  const at = family === 'IPv6' ? `[${address}]` : address;
  if (!quiet) complain(`Listening on http://${at}:${taken}; Ctrl-C stops it.`);
  await stopped;
  if (!quiet) complain('Stopping: what was asked is answered first.');
  const closed = new Promise((resolve) => server.close(resolve));
  await settled();
  if (!('closeAllConnections' in server)) return;
  server.closeIdleConnections();
  // Answers are sent in that time, and who has sent half a question may send the rest.
  await Promise.race([closed, setTimeout(grace, undefined, { ref: false })]);
  server.closeAllConnections();
  await closed;
  await settled();
}

function listening(server: ServerType, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve());
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new Error(
          `${host}, port ${port}, cannot be listened on (${reasonOf(error)}): name another with --host or --port.`,
          {
            cause: error,
          },
        ),
      );
    });
  });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program has it',
    EADDRNOTAVAIL: 'this machine has no such address',
    EACCES: 'permission denied',
    ENOTFOUND: 'there is no such host',
  };
  return reasons[error.code ?? ''] ?? error.message;
}
