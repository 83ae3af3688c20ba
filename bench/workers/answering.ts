import { createInterface } from 'node:readline';

/** The other end of a worker: answers every line of JSON on standard input by one on standard output, until there are no more. */
export async function answering(answer: (request: never) => object | Promise<object>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    let reply: object;
    try {
      reply = await answer(JSON.parse(line) as never);
    } catch (error) {
      reply = { error: error instanceof Error ? error.message : String(error) };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}
