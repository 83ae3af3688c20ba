export { ascend, type AscentOptions } from './ascent.ts';
export { confine, freedom, largest, norm, unit, visible, type Ball } from './ball.ts';
export { l2, type BallOptions } from './l2.ts';
export { linf, type LinfOptions } from './linf.ts';
