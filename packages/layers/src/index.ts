export { fromLayers, type LayersOptions } from './from-layers.ts';
export type { LayerAt } from './cuts.ts';
