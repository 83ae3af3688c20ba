export { yopo, type YOPOOptions } from './yopo.ts';
