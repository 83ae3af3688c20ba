export { freelb, type FreeLBOptions } from './freelb.ts';
