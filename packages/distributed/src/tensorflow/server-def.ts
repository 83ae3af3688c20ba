/** What TensorFlow calls the job that all processes are tasks of. */
const job = 'worker';

/**
 * What TensorFlow calls a process among the others.
 *
 * @param rank the process's rank, from 0 on
 */
export function taskName(rank: number): string {
  return `/job:${job}/replica:0/task:${rank}`;
}

/**
 * The `tensorflow.ServerDef` by which TensorFlow's C API joins a process to the others, in protobuf's bytes: without a coordination
 * service, with rank 0 as the leader of collectives.
 *
 * @param hosts where each rank listens, as `host:port` by rank
 * @param rank which of them this process is
 */
export function serverDef(hosts: readonly string[], rank: number): Uint8Array {
  if (!Number.isInteger(rank) || rank < 0 || rank >= hosts.length)
    throw new Error(
      `The rank is ${rank}, but ${hosts.length} hosts are given: ranks go from 0 to ${hosts.length - 1}.`,
    );
  const tasks = hosts.map((host, at) => message(2, [number(1, at), text(2, host)]));
  const cluster = message(1, [message(1, [text(1, job), ...tasks])]);
  const config = message(4, [text(4, `/job:${job}/task:${rank}`), message(16, [text(1, taskName(0))])]);
  return Buffer.concat([cluster, text(2, job), number(3, rank), config, text(5, 'grpc')]);
}

/** Seven bits a byte, lowest first; the eighth says that more follow. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function text(field: number, value: string): Buffer {
  return message(field, [Buffer.from(value)]);
}

function message(field: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([varint(field * 8 + 2), varint(body.length), body]);
}
