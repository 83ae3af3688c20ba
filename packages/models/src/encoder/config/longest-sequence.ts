import type { EncoderConfig } from './config.ts';
import { families } from '../families/families.ts';

/** The most tokens that a sequence may have: as many as the model has positions for. RoBERTa's begin behind the padding's. */
export function longestSequence(config: EncoderConfig): number {
  const { max_position_embeddings: positions, pad_token_id: padding, model_type: type } = config;
  return families[type].countsPositions ? positions - padding - 1 : positions;
}
