import type { MethodOptions } from '../../methods/configured.ts';

/** The sizes of a run that can be made smaller. */
export interface Sizes {
  readonly options: MethodOptions;
  readonly learningRate: number;
}

/** The options that are sizes of a ball. */
const ball = ['radius', 'stepSize', 'start'];

/** How often a run is begun anew at most. */
export const restarts = 3;

/** Whether a method perturbs in a ball whose sizes can be made smaller. */
export function hasBall(options: MethodOptions): boolean {
  return ball.some((name) => isSize(options[name]));
}

/** Radius, step size and start halved so many times; of a method without them the learning rate. */
export function smaller({ options, learningRate }: Sizes, times: number): Sizes {
  const factor = 0.5 ** times;
  if (!hasBall(options)) return { options, learningRate: learningRate * factor };
  const halved = ball.flatMap((name) => {
    const value = options[name];
    return isSize(value) ? [[name, scaled(value, factor)] as const] : [];
  });
  return { options: { ...options, ...Object.fromEntries(halved) }, learningRate };
}

function isSize(value: MethodOptions[string] | undefined): value is number | string {
  if (typeof value === 'string') return value.endsWith('%') && Number(value.slice(0, -1)) > 0;
  return typeof value === 'number' && value > 0;
}

/** A size, or a share such as `5%`, times a factor. */
function scaled(size: number | string, factor: number): number | string {
  return typeof size === 'number' ? size * factor : `${Number(size.slice(0, -1)) * factor}%`;
}
