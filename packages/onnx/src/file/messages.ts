import type { Attribute, Constant, Node, NumberType } from '../graph/graph.ts';
import { float, nested, text, wholeNumber, type Message } from './wire.ts';

// The messages of onnx.proto (https://github.com/onnx/onnx/blob/v1.16.0/onnx/onnx.proto), as far as they are needed.

/** The first with LayerNormalization, and the version of the file's format that came with it. */
const opset = 17;
const irVersion = 8;

const numberTypes: Readonly<Record<NumberType, number>> = { float: 1, uint8: 2, int64: 7 };

/** A tensor that goes in or comes out; sizes that vary have a name. */
export interface Input {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly (number | string)[];
}

/** Bytes in another file. */
export interface Place {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** ModelProto. */
export function modelMessage(
  nodes: readonly Node[],
  tensors: readonly Message[],
  inputs: readonly Input[],
  outputs: readonly Input[],
): Message {
  const graph = [
    ...nodes.flatMap((node) => nested(1, nodeMessage(node))),
    ...text(2, 'encoder'),
    ...tensors.flatMap((tensor) => nested(5, tensor)),
    ...inputs.flatMap((input) => nested(11, inputMessage(input))),
    ...outputs.flatMap((output) => nested(12, inputMessage(output))),
  ];
  const operators = [...text(1, ''), ...wholeNumber(2, opset)];
  return [...wholeNumber(1, irVersion), ...text(2, 'advtrain'), ...nested(7, graph), ...nested(8, operators)];
}

/** TensorProto, with its bytes or their place. */
export function tensorMessage(name: string, { type, shape }: Constant, bytes: Message | Place): Message {
  const head = [
    ...shape.flatMap((size) => wholeNumber(1, size)),
    ...wholeNumber(2, numberTypes[type]),
    ...text(8, name),
  ];
  if (!('location' in bytes)) return [...head, ...nested(9, bytes)];
  const entry = ([key, value]: readonly [string, string | number]): Message =>
    nested(13, [...text(1, key), ...text(2, String(value))]);
  return [...head, ...Object.entries(bytes).flatMap(entry), ...wholeNumber(14, 1)];
}

/** NodeProto. */
function nodeMessage({ type, inputs, outputs, attributes }: Node): Message {
  return [
    ...inputs.flatMap((input) => text(1, input)),
    ...outputs.flatMap((output) => text(2, output)),
    ...text(3, outputs[0]!),
    ...text(4, type),
    ...Object.entries(attributes).flatMap(([name, value]) => nested(5, attributeMessage(name, value))),
  ];
}

/** AttributeProto. */
function attributeMessage(name: string, value: Attribute): Message {
  const label = text(1, name);
  if ('float' in value) return [...label, ...float(2, value.float), ...wholeNumber(20, 1)];
  if ('int' in value) return [...label, ...wholeNumber(3, value.int), ...wholeNumber(20, 2)];
  return [...label, ...value.ints.flatMap((each) => wholeNumber(8, each)), ...wholeNumber(20, 7)];
}

/** ValueInfoProto. */
function inputMessage({ name, type, shape }: Input): Message {
  const sizes = shape.flatMap((size) => nested(1, typeof size === 'number' ? wholeNumber(1, size) : text(2, size)));
  const tensor = [...wholeNumber(1, numberTypes[type]), ...nested(2, sizes)];
  return [...text(1, name), ...nested(2, nested(1, tensor))];
}
