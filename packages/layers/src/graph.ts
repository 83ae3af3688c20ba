import type { Tensor } from '@tensorflow/tfjs-core';
import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** One use of a layer in a model's graph. A layer that is shared has several. */
export interface Call {
  readonly layer: layers.Layer;
  /** Which use of the layer it is, from 0. */
  readonly use: number;
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
}

/** A value of the graph, and the mask of its time steps [B, T] where a layer has made one. */
export interface Value {
  readonly tensor: Tensor;
  readonly mask?: Tensor | undefined;
}

/**
 * The uses of layers on all ways from `from` to `to`, each after those it needs. Undefined where a way comes from elsewhere, so that
 * `from` alone does not settle `to`.
 */
export function callsBetween(from: SymbolicTensor, to: SymbolicTensor): readonly Call[] | undefined {
  const calls: Call[] = [];
  const reached = new Set<number>([from.id]);
  const reach = (wanted: SymbolicTensor): boolean => {
    if (reached.has(wanted.id)) return true;
    const call = callOf(wanted);
    if (call.inputs.length === 0 || !call.inputs.every(reach)) return false;
    for (const output of call.outputs) reached.add(output.id);
    calls.push(call);
    return true;
  };
  return reach(to) ? calls : undefined;
}

/** All uses of layers in a model, in the order in which they run. */
export function callsOf(model: LayersModel): readonly Call[] {
  const [input] = model.inputs;
  const [output] = model.outputs;
  return callsBetween(input!, output!) ?? [];
}

/** The use of a layer that a value comes from. An input of the model comes from a use without inputs. */
export function callOf(value: SymbolicTensor): Call {
  const { sourceLayer: layer, nodeIndex: use } = value;
  const node = layer.inboundNodes[use]!;
  const isInput = layer.getClassName() === 'InputLayer';
  return { layer, use, inputs: isInput ? [] : node.inputTensors, outputs: node.outputTensors };
}

/** Runs uses of layers in their order, given the value of `from`, and gives that of `to`. */
export function run(
  calls: readonly Call[],
  given: Value,
  from: SymbolicTensor,
  to: SymbolicTensor,
  apply: (call: Call, inputs: readonly Value[]) => Value,
): Value {
  const values = new Map<number, Value>([[from.id, given]]);
  for (const call of calls) {
    const inputs = call.inputs.map(({ id }) => values.get(id)!);
    const output = apply(call, inputs);
    values.set(call.outputs[0]!.id, output);
  }
  return values.get(to.id)!;
}

/** The shape of `to` for a `from` of this shape: what each layer computes of shapes alone. */
export function shapeThrough(
  calls: readonly Call[],
  given: readonly number[],
  from: SymbolicTensor,
  to: SymbolicTensor,
): number[] {
  const shapes = new Map<number, number[]>([[from.id, [...given]]]);
  for (const { layer, inputs, outputs } of calls) {
    const known = inputs.map(({ id }) => shapes.get(id)!);
    const shape = layer.computeOutputShape(known.length === 1 ? known[0]! : known);
    shapes.set(outputs[0]!.id, shape as number[]);
  }
  return shapes.get(to.id)!;
}
