export { rDropEntry } from './entry.ts';
export { rDrop, type RDropOptions } from './r-drop.ts';
