import type { Socket } from 'node:net';

/** What all processes have to be given alike, by the names of its parts. */
export type Digest = Readonly<Record<string, string | number | boolean>>;

/** What a member says first. */
export interface Hello {
  readonly advtrain: 'rendezvous';
  readonly version: string;
  readonly digest: Digest;
  readonly rank: number;
  readonly size: number;
  /** What the member's host calls itself. */
  readonly name: string;
  /** A port of the member's that is free. */
  readonly port: number;
  /** The member's address, as its connection to rank 0 has it. */
  readonly address: string;
  /** The address by which it reached rank 0. */
  readonly reached: string;
  /** Why the member cannot take part. */
  readonly trouble?: string;
}

/** What came of it. */
export type Verdict = { readonly hosts: readonly string[] } | { readonly refused: string; readonly isPassing: boolean };

/** What rank 0 says: first that it has heard the member, then the verdict. */
export type Answer = { readonly heard: true } | Verdict;

/** The most bytes of a hello. */
export const longestHello = 64 * 1024;

/** The most bytes of an answer to so many processes. */
export function longestAnswer(size: number): number {
  return longestHello + 300 * size;
}

/** A message as it is sent: one line of JSON. */
export function lineOf(message: Hello | Answer): string {
  return `${JSON.stringify(message)}\n`;
}

/** Calls back for each line that a socket gets, and destroys the socket where one is longer than that. */
export function hearLines(socket: Socket, longest: number, hear: (line: string) => void): void {
  let parts: Buffer[] = [];
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0 && !socket.destroyed; end = rest.indexOf(10)) {
      hear(Buffer.concat([...parts, rest.subarray(0, end)]).toString());
      rest = rest.subarray(end + 1);
      parts = [];
      bytes = 0;
    }
    parts.push(rest);
    bytes += rest.length;
    if (bytes > longest) {
      parts = [];
      socket.destroy();
    }
  });
}

/** The hello that a line is; undefined where a stranger says something else. */
export function helloOf(line: string): Hello | undefined {
  const value = parsed(line);
  const { advtrain, version, digest, rank, size, name, port, address, reached, trouble } = value as Record<
    string,
    unknown
  >;
  const isText = [version, name, address, reached, trouble ?? ''].every((each) => typeof each === 'string');
  const isWhole = [rank, size, port].every((each) => Number.isInteger(each));
  const isDigest = typeof digest === 'object' && digest !== null;
  return advtrain === 'rendezvous' && isText && isWhole && isDigest ? (value as unknown as Hello) : undefined;
}

/** The answer that a line is; undefined where what answers is not rank 0. */
export function answerOf(line: string): Answer | undefined {
  const value = parsed(line);
  const isAnswer = value['heard'] === true || typeof value['refused'] === 'string' || Array.isArray(value['hosts']);
  return isAnswer ? (value as unknown as Answer) : undefined;
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
