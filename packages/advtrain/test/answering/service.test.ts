import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { service } from '../../src/commands/serve/service.ts';
import type { Asking } from '../../src/commands/serve/service.ts';

function open() {
  const opened: { resolve(): void } = { resolve: () => undefined };
  const promise = new Promise<void>((resolve) => {
    opened.resolve = resolve;
  });
  return { promise, resolve: () => opened.resolve() };
}

/** Answers numbers with themselves when it is let, all but those that it cannot answer. */
function slow() {
  const parts: (readonly number[])[] = [];
  const { promise: wait, resolve: go } = open();
  const asking: Asking<number> = {
    path: '/same',
    body: '{"numbers": [1]}',
    read: ({ numbers }) => numbers as readonly number[],
    answer: async (asked) => {
      parts.push(asked);
      await wait;
      if (asked.includes(0)) throw new Error(`0 has no answer.`);
      return asked.map((number) => ({ number }));
    },
  };
  const limits = { name: 'm', labelNames: [], maxBody: 1000, maxTexts: 4, maxWaiting: 5 };
  const { app } = service(asking, limits);
  const ask = async (...numbers: readonly number[]) => {
    const response = await app.request('/same', { method: 'POST', body: JSON.stringify({ numbers }) });
    return { status: response.status, content: await response.json() };
  };
  const waiting = async () => ((await (await app.request('/health')).json()) as { waiting: number }).waiting;
  return { parts, go, ask, waiting };
}

test('what is being answered counts as waiting, in /health and for what is told to come again', async () => {
  const { ask, waiting, go, parts } = slow();
  const first = ask(1, 2, 3, 4);
  while (parts.length === 0) await setImmediate();
  expect(await waiting()).toBe(4);
  expect((await ask(5, 6)).status).toBe(503);
  go();
  expect((await first).status).toBe(200);
  expect(await waiting()).toBe(0);
});

test('a request that cannot be answered leaves those beside it their answers', async () => {
  const { ask, go, parts } = slow();
  go();
  const all = await Promise.all([ask(1), ask(0), ask(2, 3)]);
  expect(parts[0]).toEqual([1, 0, 2, 3]);
  expect(all).toEqual([
    { status: 200, content: { answers: [{ number: 1 }] } },
    { status: 500, content: { error: '0 has no answer.' } },
    { status: 200, content: { answers: [{ number: 2 }, { number: 3 }] } },
  ]);
});
