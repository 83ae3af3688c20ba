import type { layers } from '@tensorflow/tfjs-layers';

/** A layer, and where in the model it stands: `2/cell` is the cell of the third layer. */
export interface Placed {
  readonly layer: layers.Layer;
  readonly place: string;
}

/** What layers of TensorFlow.js hold other layers by. */
interface Holder {
  readonly layers?: readonly layers.Layer[];
  readonly layer?: layers.Layer;
  readonly cell?: layers.Layer;
  readonly cells?: readonly layers.Layer[];
  readonly forwardLayer?: layers.Layer;
  readonly backwardLayer?: layers.Layer;
}

/** A layer and all that are within it: models, wrapped layers, both ways of a bidirectional one, cells. */
export function innerLayers(layer: layers.Layer, place: string): readonly Placed[] {
  const { layers = [], cells = [], layer: wrapped, cell, forwardLayer, backwardLayer } = layer as unknown as Holder;
  const inner: readonly (readonly [name: string, layer: layers.Layer | undefined])[] = [
    ...[...layers, ...cells].map((one, i) => [String(i), one] as const),
    ['layer', wrapped],
    ['cell', cell],
    ['forward', forwardLayer],
    ['backward', backwardLayer],
  ];
  const below = inner.flatMap(([name, one]) => (one ? innerLayers(one, `${place}/${name}`) : []));
  return [{ layer, place }, ...below];
}
