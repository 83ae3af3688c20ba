/** Numbers with their shape, off any backend. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Values by name. */
export type Archive = Readonly<Record<string, Values>>;

/** The optimizer of a case; keys that its rule has no use for are absent. */
export interface OptimizerOptions {
  readonly name: string;
  readonly learningRate: number;
  readonly momentum?: number;
  readonly weightDecay?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly decayOrder?: string;
  readonly decayExclude?: readonly string[];
  readonly epsForm?: string;
}

/** One forward and backward pass as the source saw it. Losses are means over the examples of the micro-batch. */
export interface TracePass {
  readonly microBatch: number;
  readonly pass?: number | string;
  readonly loss?: number;
  /** Where the source prints the parts of a loss instead: that of the clean examples, under either name. */
  readonly taskLoss?: number;
  readonly crossEntropy?: number;
  /** And what is minimised. */
  readonly totalLoss?: number;
  readonly deltaMaxAbs?: readonly number[];
  /** Where the source prints them: a row for each example. */
  readonly logits?: readonly (readonly number[])[];
}

/** What the source printed along the way, computed in float64. */
export interface Trace {
  /** Of a training case. */
  readonly passes?: readonly TracePass[];
  /** The global gradient norm of each update, before clipping. */
  readonly gradNorms?: readonly number[];
  /** Of a forward case: one for each evaluation. */
  readonly loss?: readonly number[];
}

/** How far a group of numbers may be from the expected ones. */
export interface Tolerance {
  readonly suggestedAbsTolerance: number;
  /** Of `paramsWithZeroTrueGradient`: the parameters that it is about. */
  readonly names?: readonly string[];
}

/** What `case.json` says. */
export interface CaseFile {
  readonly name: string;
  readonly kind: 'training' | 'forward';
  readonly method: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly modelKind: string;
  readonly task: string;
  readonly optimizer?: OptimizerOptions;
  readonly learningRatePerUpdate?: readonly number[];
  readonly clipNorm?: number;
  readonly batchSize: number;
  readonly batchSizes?: readonly number[];
  readonly gradientAccumulation: number;
  readonly numberOfSteps: number;
  readonly numberOfMicroBatches: number;
  readonly tolerance: Readonly<Record<string, Tolerance>>;
  readonly images?: { readonly normalization?: { readonly mean: readonly number[]; readonly std: readonly number[] } };
  readonly network?: { readonly layers: readonly string[]; readonly layerOne: string };
}

/** A golden case, read from its folder. */
export interface GoldenCase extends CaseFile {
  readonly folder: string;
  /** The parsed `model/config.json`; images have none. */
  readonly config?: object;
  readonly weights: Archive;
  readonly inputs: Archive;
  /** By name: the float64 run where it has the tensor, else the float32 one. */
  readonly expected: Archive;
  readonly trace: Trace;
}

/** The rows of `values` [M, B, …] that micro-batch `index` has: [b, …], where b may be below B. */
export function slice(golden: CaseFile, values: Values, index: number): Values {
  const [, rows = 0, ...rest] = values.shape;
  const each = rest.reduce((product, size) => product * size, 1);
  const kept = golden.batchSizes?.[index] ?? rows;
  const from = index * rows * each;
  return { shape: [kept, ...rest], data: values.data.slice(from, from + kept * each) };
}
