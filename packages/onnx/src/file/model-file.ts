import type { Constant, Graph, Node, NumberType } from '../graph/graph.ts';
import { tensorMessage, modelMessage, type Input } from './messages.ts';
import { chunksOf, type Later } from './wire.ts';

/** Files by their names, each in chunks that are made as they are asked for. */
export type Files = Readonly<Record<string, Iterable<Uint8Array>>>;

/** What a graph takes and gives. */
export interface Signature {
  readonly inputs: readonly Input[];
  readonly outputs: readonly Input[];
}

/** What files are called, and how large they may be. */
export interface FileOptions {
  readonly name: string;
  /** The most bytes of constants beside the graph; above it they have a file of their own. */
  readonly mostBytes: number;
}

/** Where a constant may begin, so that a file can be mapped into memory. */
const page = 4096;

/** Constants that the graph's shapes may follow from stay in it, however large the others are. */
const small = 1024;

const widths: Readonly<Record<NumberType, number>> = { float: 4, uint8: 1, int64: 8 };

/** A graph as NAME, and its large constants as NAME_data where all are too large for one protobuf message. */
export function modelFiles(of: Graph, signature: Signature, { name, mostBytes }: FileOptions): Files {
  const all = [...of.constants];
  const total = all.reduce((sum, [, constant]) => sum + sizeOf(constant), 0);
  const apart = total > mostBytes;
  const beside: (Uint8Array | Later)[] = [];
  let end = 0;
  const tensors = all.map(([label, constant]) => {
    const length = sizeOf(constant);
    const bytes: Later = { length, make: () => constant.bytes() };
    if (!apart || length < small) return tensorMessage(label, constant, [bytes]);
    const offset = Math.ceil(end / page) * page;
    beside.push(new Uint8Array(offset - end), bytes);
    end = offset + length;
    return tensorMessage(label, constant, { location: `${name}_data`, offset, length });
  });
  const nodes: readonly Node[] = of.nodes;
  const model = modelMessage(nodes, tensors, signature.inputs, signature.outputs);
  return {
    [name]: { [Symbol.iterator]: () => chunksOf(model) },
    ...(apart && { [`${name}_data`]: { [Symbol.iterator]: () => chunksOf(beside) } }),
  };
}

function sizeOf({ type, shape }: Constant): number {
  return shape.reduce((product, size) => product * size, widths[type]);
}
