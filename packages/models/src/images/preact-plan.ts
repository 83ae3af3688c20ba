import type { Normalization } from './pixels.ts';

/** The shape of a pre-activation residual net. */
export interface PreActResNetConfig {
  /** Height, width and channels of an image. Default 32 × 32 × 3. */
  readonly image?: readonly [height: number, width: number, channels: number];
  /** Residual blocks in each stage. Every stage but the first halves height and width and doubles the channels. Default 2, 2, 2, 2. */
  readonly depths?: readonly number[];
  /** Channels in the first stage. Default 64. */
  readonly width?: number;
  /** Groups of the normalisation, a divisor of `width`. Default 32. */
  readonly groups?: number;
  /** Default 10. */
  readonly classes?: number;
  /** What the pixels are normalised with. Perturbations stay in pixels. Default: nothing. */
  readonly normalization?: Normalization;
}

/** A residual block: what its parameters' names begin with, and what goes through it. */
export interface Residual {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
  /** Height and width behind it. */
  readonly size: readonly [number, number];
}

/**
 * The parameters of a {@link preActResNet} and their shapes: `conv1/kernel` [3, 3, C, width], `layer1.0/norm1/gain`,
 * `layer1.0/conv1/kernel`, `layer2.0/shortcut/kernel`, …, `norm/gain`, `linear/kernel` [I, classes].
 *
 * @param config the channels, the width and the blocks. Default: the PreAct-ResNet-18 of CIFAR-10.
 */
export function preActResNetShapes(config: PreActResNetConfig = {}): Record<string, readonly number[]> {
  const { image = [32, 32, 3], width = 64, classes = 10 } = config;
  const residuals = residualsOf(config);
  const last = residuals.at(-1)?.outputs ?? width;
  return {
    'conv1/kernel': [3, 3, image[2], width],
    ...Object.fromEntries(residuals.flatMap((residual) => Object.entries(residualShapes(residual)))),
    ...normShapes('norm', last),
    'linear/kernel': [last, classes],
    'linear/bias': [classes],
  };
}

function residualShapes(residual: Residual): Record<string, readonly number[]> {
  const { name, inputs, outputs } = residual;
  return {
    ...normShapes(`${name}/norm1`, inputs),
    [`${name}/conv1/kernel`]: [3, 3, inputs, outputs],
    ...normShapes(`${name}/norm2`, outputs),
    [`${name}/conv2/kernel`]: [3, 3, outputs, outputs],
    ...(reshapes(residual) && { [`${name}/shortcut/kernel`]: [1, 1, inputs, outputs] }),
  };
}

function normShapes(name: string, channels: number): Record<string, readonly number[]> {
  return { [`${name}/gain`]: [channels], [`${name}/bias`]: [channels] };
}

/** The residual blocks of a net in their order. */
export function residualsOf({
  image = [32, 32, 3],
  depths = [2, 2, 2, 2],
  width = 64,
}: PreActResNetConfig): Residual[] {
  let [tall, wide] = image;
  let inputs = width;
  return depths.flatMap((depth, stage) =>
    Array.from({ length: depth }, (_, index) => {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      tall = Math.ceil(tall / stride);
      wide = Math.ceil(wide / stride);
      const residual = { name: `layer${stage + 1}.${index}`, inputs, outputs: width * 2 ** stage, stride };
      inputs = residual.outputs;
      return { ...residual, size: [tall, wide] as const };
    }),
  );
}

/** Whether the shortcut is a convolution of 1 × 1 instead of the identity. */
export function reshapes({ inputs, outputs, stride }: Residual): boolean {
  return stride !== 1 || inputs !== outputs;
}

/** The multiplications of a block for one image. */
export function workOf(residual: Residual): number {
  const { inputs, outputs, size } = residual;
  const shortcut = reshapes(residual) ? inputs * outputs : 0;
  return size[0] * size[1] * (9 * inputs * outputs + 9 * outputs * outputs + shortcut);
}
