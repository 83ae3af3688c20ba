export { yopoEntry } from './entry.ts';
export { yopo, type YOPOOptions } from './yopo.ts';
