import { againstOwn } from './against-own.ts';
import { small, type Cell } from '../cell.ts';
import type { Row } from '../row.ts';
import type { Settings } from '../../settings.ts';
import type { Sides } from '../sides.ts';

/** Tokens of a batch: where a layer looks at a window, a step of so many takes as long however long its texts are. */
const tokens = 8192;

/** A step of a ModernBERT of which all layers look at a window of 128 tokens, against one of which all look at all tokens, as texts grow. */
export async function* windowsBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  for (const length of settings.quick ? [256, 1024] : [256, 512, 1024, 2048, 4096]) {
    const batch = tokens / length / (settings.quick ? 4 : 1);
    const name = `${batch} × ${length} tokens`;
    if (!name.includes(settings.only)) continue;
    const cell = (layer: string): Cell => ({
      shape: {
        ...small,
        model_type: 'modernbert',
        vocab_size: 50_368,
        layer_types: Array<string>(small.num_hidden_layers).fill(layer),
        max_position_embeddings: length,
      },
      batch,
      length,
      method: 'natural',
      rounds: 1,
    });
    yield await againstOwn(name, cell('sliding_attention'), cell('full_attention'), settings, sides);
  }
}
