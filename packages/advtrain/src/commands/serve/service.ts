import type { TextModel, TextParts } from '@advtrain/attacks';
import { classifications } from '@advtrain/evaluate';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { QuestionQueue } from './question-queue.ts';

/** What a service answers with, and within which limits. */
export interface ServiceOptions {
  /** What it is called in `/health`. */
  readonly name: string;
  readonly labelNames: readonly string[];
  readonly temperature: number;
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
 * `POST /classify` with `{ "texts": ["…"] }`, and `"pairs"` for a model of pairs, gives
 * `{ "answers": [{ "label", "probability", "probabilities" }] }`; `GET /health` says what is served. What is wrong is
 * `{ "error": "a sentence" }` with a status of 4xx or 503.
 */
export function service(model: TextModel, options: ServiceOptions): Service {
  const { name, labelNames, temperature, maxBody, maxTexts, maxWaiting } = options;
  const queue = new QuestionQueue(model, maxTexts);
  const app = new Hono();
  app.get('/health', (context) =>
    context.json({ status: 'ok', model: name, labels: labelNames, waiting: queue.length }),
  );
  const limit = bodyLimit({
    maxSize: maxBody,
    onError: (context) => context.json({ error: `The body is longer than ${maxBody} bytes: send fewer texts.` }, 413),
  });
  app.post('/classify', limit, async (context) => {
    const texts = textsIn(await context.req.json<unknown>().catch(() => undefined), maxTexts);
    if (typeof texts === 'string') return context.json({ error: texts }, 400);
    if (queue.length + texts.length > maxWaiting) {
      context.header('Retry-After', '1');
      return context.json({ error: `${queue.length} texts are waiting already: ask again in a moment.` }, 503);
    }
    return context.json({ answers: classifications(await queue.ask(texts), labelNames, temperature) });
  });
  app.all('/classify', (context) => {
    context.header('Allow', 'POST');
    return context.json({ error: 'Ask by POST, with a body such as {"texts": ["…"]}.' }, 405);
  });
  app.notFound((context) => context.json({ error: 'There are POST /classify and GET /health.' }, 404));
  app.onError((error, context) => context.json({ error: error.message }, 500));
  return { app, settled: () => queue.settled() };
}

/** The texts or pairs of a request, or what is wrong with it. */
function textsIn(body: unknown, most: number): readonly TextParts[] | string {
  const { texts, pairs } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (!isTexts(texts)) return 'The body must be JSON with "texts", a list of one text or more.';
  if (texts.length > most) return `There are ${texts.length} texts, but at most ${most} may be asked about at once.`;
  if (pairs === undefined) return texts.map((text) => [text]);
  if (!isTexts(pairs) || pairs.length !== texts.length)
    return `"pairs" must be a list of as many texts as "texts" has: ${texts.length}.`;
  return texts.map((text, row) => [text, pairs[row]!]);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}
