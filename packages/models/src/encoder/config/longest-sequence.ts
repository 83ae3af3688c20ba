import { positionCount } from '../embeddings/positions.ts';
import { families } from '../families/families.ts';
import type { EncoderConfig } from './config.ts';

/**
 * The most tokens that a sequence may have: as many as the model has positions for. RoBERTa's begin behind the padding's.
 *
 * @param config as {@link encoderConfig} gives it.
 */
export function longestSequence(config: EncoderConfig): number {
  const { embeddings } = families[config.model_type];
  return positionCount(config, embeddings.countsBehind?.(config));
}
