import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { QuestionQueue } from './question-queue.ts';

/** What a model is asked for over HTTP. */
export interface Asking<Asked> {
  /** Where it is asked: `/classify`. */
  readonly path: string;
  /** A body, for those who ask otherwise. */
  readonly body: string;
  /** What the fields of a body ask about, or what is wrong with it. */
  read(body: Readonly<Record<string, unknown>>): readonly Asked[] | string;
  /** An answer to each. */
  answer(asked: readonly Asked[]): Promise<readonly object[]>;
}

/** What a service answers with, and within which limits. */
export interface ServiceOptions {
  /** What it is called in `/health`. */
  readonly name: string;
  /** The classes, or the tags; none of a model that finds answers. */
  readonly labelNames: readonly string[];
  /** Bytes of a request's body at most. */
  readonly maxBody: number;
  /** Texts of a request at most. */
  readonly maxTexts: number;
  /** Texts that may wait for their answers; what comes beyond is told to come again. */
  readonly maxWaiting: number;
}

/** An HTTP service around a model, and what is left of it to wait for when it stops. */
export interface Service {
  readonly app: Hono;
  /** Resolves when every question has its answer. */
  settled(): Promise<void>;
}

/**
 * `POST` to the path of what is asked for gives `{ "answers": […] }`, one for each; `GET /health` says what is served. What is wrong is
 * `{ "error": "a sentence" }` with a status of 4xx or 503.
 */
export function service<Asked>(asking: Asking<Asked>, options: ServiceOptions): Service {
  const { name, labelNames, maxBody, maxTexts, maxWaiting } = options;
  const { path } = asking;
  const queue = new QuestionQueue<Asked, object>((asked) => asking.answer(asked), maxTexts);
  const app = new Hono();
  app.get('/health', (context) =>
    context.json({ status: 'ok', model: name, labels: labelNames, asks: path, waiting: queue.length }),
  );
  const limit = bodyLimit({
    maxSize: maxBody,
    onError: (context) => context.json({ error: `The body is longer than ${maxBody} bytes: send fewer texts.` }, 413),
  });
  app.post(path, limit, async (context) => {
    const body = await context.req.json<unknown>().catch(() => undefined);
    const asked = asking.read(isObject(body) ? body : {});
    if (typeof asked === 'string') return context.json({ error: asked }, 400);
    if (asked.length > maxTexts)
      return context.json(
        { error: `There are ${asked.length} texts, but at most ${maxTexts} may be asked about at once.` },
        400,
      );
    if (queue.length + asked.length > maxWaiting) {
      context.header('Retry-After', '1');
      return context.json({ error: `${queue.length} texts are waiting already: ask again in a moment.` }, 503);
    }
    return context.json({ answers: await queue.ask(asked) });
  });
  app.all(path, (context) => {
    context.header('Allow', 'POST');
    return context.json({ error: `Ask by POST, with a body such as ${asking.body}.` }, 405);
  });
  app.notFound((context) => context.json({ error: `There are POST ${path} and GET /health.` }, 404));
  app.onError((error, context) => context.json({ error: error.message }, 500));
  return { app, settled: () => queue.settled() };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
