import type { EncoderConfig } from './config.ts';

/** Where the parameters of one transformer block lie: the names without `.weight` and `.bias`. */
export interface BlockNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly expand: string;
  readonly contract: string;
  readonly outputNorm: string;
}

/** Where the parameters of the head lie, and whether dropout comes before its dense layer as well. */
export interface HeadNames {
  readonly dense: string;
  readonly scores: string;
  readonly dropsInput: boolean;
}

/** The blocks that layer `index` applies one after the other: one, or `inner_group_num` for ALBERT. */
export function blocksOf(config: EncoderConfig, index: number): readonly BlockNames[] {
  if (config.model_type !== 'albert') {
    const layer = `${config.model_type}.encoder.layer.${index}`;
    return [
      {
        query: `${layer}.attention.self.query`,
        key: `${layer}.attention.self.key`,
        value: `${layer}.attention.self.value`,
        attentionOutput: `${layer}.attention.output.dense`,
        attentionNorm: `${layer}.attention.output.LayerNorm`,
        expand: `${layer}.intermediate.dense`,
        contract: `${layer}.output.dense`,
        outputNorm: `${layer}.output.LayerNorm`,
      },
    ];
  }
  const group = Math.floor(index / (config.num_hidden_layers / config.num_hidden_groups));
  return Array.from({ length: config.inner_group_num }, (_, inner) => {
    const layer = `albert.encoder.albert_layer_groups.${group}.albert_layers.${inner}`;
    return {
      query: `${layer}.attention.query`,
      key: `${layer}.attention.key`,
      value: `${layer}.attention.value`,
      attentionOutput: `${layer}.attention.dense`,
      attentionNorm: `${layer}.attention.LayerNorm`,
      expand: `${layer}.ffn`,
      contract: `${layer}.ffn_output`,
      outputNorm: `${layer}.full_layer_layer_norm`,
    };
  });
}

/** The head's parameters, which differ by architecture and task. */
export function headOf({ model_type, task }: EncoderConfig): HeadNames {
  if (model_type === 'roberta' && task !== 'multiple-choice') {
    return { dense: 'classifier.dense', scores: 'classifier.out_proj', dropsInput: true };
  }
  const pooler = model_type === 'albert' ? 'albert.pooler' : `${model_type}.pooler.dense`;
  return { dense: pooler, scores: 'classifier', dropsInput: false };
}

/** The shape of every parameter of an encoder by its Hugging Face name: what a weights file must hold. */
export function parameterShapes(config: EncoderConfig): Readonly<Record<string, readonly number[]>> {
  const { model_type: type, hidden_size: hidden, intermediate_size: wide, embedding_size: width } = config;
  const shapes: Record<string, readonly number[]> = {};
  const linear = (name: string, outputs: number, inputs: number): void => {
    shapes[`${name}.weight`] = [outputs, inputs];
    shapes[`${name}.bias`] = [outputs];
  };
  const norm = (name: string, size: number): void => {
    shapes[`${name}.weight`] = [size];
    shapes[`${name}.bias`] = [size];
  };
  shapes[`${type}.embeddings.word_embeddings.weight`] = [config.vocab_size, width];
  shapes[`${type}.embeddings.position_embeddings.weight`] = [config.max_position_embeddings, width];
  shapes[`${type}.embeddings.token_type_embeddings.weight`] = [config.type_vocab_size, width];
  norm(`${type}.embeddings.LayerNorm`, width);
  if (type === 'albert') linear('albert.encoder.embedding_hidden_mapping_in', hidden, width);
  for (let index = 0; index < config.num_hidden_layers; index++) {
    for (const block of blocksOf(config, index)) {
      for (const name of [block.query, block.key, block.value, block.attentionOutput]) linear(name, hidden, hidden);
      norm(block.attentionNorm, hidden);
      linear(block.expand, wide, hidden);
      linear(block.contract, hidden, wide);
      norm(block.outputNorm, hidden);
    }
  }
  const head = headOf(config);
  linear(head.dense, hidden, hidden);
  linear(head.scores, config.num_labels, hidden);
  return shapes;
}
