import type { EncoderConfig } from '../config/config.ts';
import { families } from '../families/families.ts';

/** The names of the head's layers, of BERT's kind the pooler among them. */
export function headLayers(config: EncoderConfig): readonly string[] {
  const { dense, norm, scores } = families[config.model_type].head(config);
  return [dense, ...(norm ? [norm.name] : []), scores];
}
