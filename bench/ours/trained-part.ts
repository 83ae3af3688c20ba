import type { EncoderOptions } from '@advtrain/models';
import type { Part } from '../sides/cell.ts';

/** What of the encoder trains, by the name of it. */
export function trainedPart(part: Part | undefined): EncoderOptions {
  switch (part) {
    case undefined:
      return {};
    case 'LoRA-8':
      return { lora: { r: 8, alpha: 16, dropout: 0.05, target: ['query', 'value'] } };
    case 'LoRA-8 all-linear':
      return { lora: { r: 8, alpha: 16, dropout: 0.05, target: 'all-linear' } };
    case 'embeddings frozen':
      return { freeze: 'embeddings' };
    case 'half frozen':
      return { freeze: { blocks: 6 } };
    case 'head alone':
      return { freeze: 'all-but-head' };
  }
}
