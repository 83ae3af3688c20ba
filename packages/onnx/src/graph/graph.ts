/** The name of what an operation gives, of an input or of a constant. */
export type Value = string;

/** What an operation is told beside its inputs, by type. */
export type Attribute = { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] };

/** The attributes of an operation by their names. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** One operation of ONNX. */
export interface Node {
  readonly type: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

/** The types of numbers that occur. */
export type NumberType = 'float' | 'uint8' | 'int64';

/** A tensor in the file. */
export interface Constant {
  readonly type: NumberType;
  readonly shape: readonly number[];
  /** Its numbers in row-major order, little-endian. */
  bytes(): Uint8Array;
}

/** A graph of operations that is being put together. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<Value, Constant>;
  /** An operation's only output. The same operation on the same values is there once. */
  op(type: string, inputs: readonly Value[], attributes?: Attributes): Value;
  /** The outputs of an operation that has several. */
  several(type: string, inputs: readonly Value[], count: number, attributes?: Attributes): readonly Value[];
  /** A constant of that name, made where there is none yet. */
  constant(name: string, make: () => Constant): Value;
  /** Whole numbers [n]. */
  ints(values: readonly number[]): Value;
  /** A number []. */
  scalar(value: number): Value;
  /** Calls a value by a name that a user of the file sees. */
  output(name: string, value: Value): void;
}

/** A graph without anything in it. */
export function graph(): Graph {
  const nodes: Node[] = [];
  const known = new Map<string, readonly Value[]>();
  const constants = new Map<Value, Constant>();
  const several: Graph['several'] = (type, inputs, count, attributes = {}) => {
    const identity = JSON.stringify([type, inputs, count, attributes]);
    const found = known.get(identity);
    if (found) return found;
    const outputs = Array.from({ length: count }, (_, index) => `${type}_${nodes.length}_${index}`);
    nodes.push({ type, inputs, outputs, attributes });
    known.set(identity, outputs);
    return outputs;
  };
  const constant: Graph['constant'] = (name, make) => {
    if (!constants.has(name)) constants.set(name, make());
    return name;
  };
  return {
    nodes,
    constants,
    several,
    constant,
    op: (type, inputs, attributes) => several(type, inputs, 1, attributes)[0]!,
    ints: (values) =>
      constant(`ints[${values.join()}]`, () => ({
        type: 'int64',
        shape: [values.length],
        bytes: () => bytesOf(BigInt64Array.from(values, BigInt)),
      })),
    scalar: (value) =>
      constant(`number[${value}]`, () => ({ type: 'float', shape: [], bytes: () => bytesOf(Float32Array.of(value)) })),
    output: (name, value) => {
      nodes.push({ type: 'Identity', inputs: [value], outputs: [name], attributes: {} });
    },
  };
}

/** The bytes of numbers, without a copy. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
