import type { EncoderConfig, EncoderLayout } from '@advtrain/models';
import type { Graph, Value } from '../graph/graph.ts';
import type { Weights } from '../weights/weights.ts';

/** What is being written, and into what. */
export interface Net {
  readonly graph: Graph;
  readonly config: EncoderConfig;
  readonly layout: EncoderLayout;
  readonly weights: Weights;
}

/** What every part of an encoder may ask of the texts. */
export interface Texts {
  /** [N, T], whole numbers. */
  readonly ids: Value;
  /** [N, T], whole numbers. Absent: all are of segment 0. */
  readonly types?: Value;
  /** [N, T], 1 for tokens and 0 for padding. */
  readonly mask: Value;
  /** T, as whole numbers [1]. */
  readonly length: Value;
}
