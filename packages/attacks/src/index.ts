export { ascend, type AscentOptions } from './ascent.ts';
export { ballFor, ballOptions, ballOptionsFrom, type BallChoice } from './ball-options.ts';
export { confine, freedom, largest, norm, unit, visible, type Ball } from './ball.ts';
export { put, take } from './carried.ts';
export { l2, type BallOptions } from './l2.ts';
export { linf, type LinfOptions } from './linf.ts';
export { normalNoise, uniformNoise, type Noise } from './noise.ts';
export { temperature } from './temperature.ts';
