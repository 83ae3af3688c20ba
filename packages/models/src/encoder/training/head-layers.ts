import type { EncoderConfig } from '../config/config.ts';
import { headOf } from '../families/head-of.ts';

/** The names of the head's layers, of BERT's kind the pooler among them. */
export function headLayers(config: EncoderConfig): readonly string[] {
  const { inner, scores } = headOf(config);
  return [...(inner ? [inner.dense] : []), ...(inner?.norm ? [inner.norm.name] : []), scores];
}
