export { ascend, type AscentOptions } from './ascent.ts';
export {
  absoluteBall,
  ballFor,
  ballOptions,
  ballOptionsFrom,
  type AbsoluteBall,
  type BallChoice,
  type Sized,
} from './ball-options.ts';
export { climb, move, type Ball, type BallOptions } from './ball.ts';
export { put, take } from './carried.ts';
export { confine, visible } from './confine.ts';
export { l2 } from './l2.ts';
export { linf, type LinfOptions } from './linf.ts';
export { normalNoise, uniformNoise, type Noise } from './noise.ts';
export { perExample, perToken } from './per.ts';
export { freedom, largest, norm, shrinkage, unit, type Per } from './sizes.ts';
export { temperature } from './temperature.ts';
