export { floodingAround, floodingEntry, type FloodingAroundOptions } from './entry.ts';
export { flooding, type FloodingOptions } from './flooding.ts';
