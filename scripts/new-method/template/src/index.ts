export { newMethodEntry } from './entry.ts';
export { newMethod, type NewMethodOptions } from './new-method.ts';
