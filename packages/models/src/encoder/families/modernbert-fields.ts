import { activations } from '../activation.ts';
import type { ConfigFields } from '../config/config-fields.ts';
import type { LayerType, ModernFields } from '../config/own-fields.ts';
import type { EncoderShape } from '../shape.ts';

type Json = Readonly<Record<string, unknown>>;

const layerTypes = ['full_attention', 'sliding_attention'] as const;

/** ModernBERT's own fields, under the names of `transformers` 4 or 5. */
export function modernFields(
  json: Json,
  fields: ConfigFields,
  shape: EncoderShape,
): ModernFields & Partial<EncoderShape> {
  const { choice, count, flag, number, rate } = fields;
  const types = layerTypesOf(json, fields, shape.num_hidden_layers);
  const period = periodOf(types);
  const epsilon = number('norm_eps', 0, 1, 1e-5);
  const global = baseOf(json, 'full_attention') ?? number('global_rope_theta', 1, Infinity, 160_000);
  // transformers 4 takes the other one for null.
  const usual = json['local_rope_theta'] === null ? global : 10_000;
  mustTurn(shape);
  return {
    layer_types: types,
    ...(period !== undefined && { global_attn_every_n_layers: period }),
    local_attention: count('local_attention', 128),
    global_rope_theta: global,
    local_rope_theta: baseOf(json, 'sliding_attention') ?? number('local_rope_theta', 1, Infinity, usual),
    norm_eps: epsilon,
    layer_norm_eps: epsilon,
    norm_bias: flag('norm_bias', false),
    attention_bias: flag('attention_bias', false),
    mlp_bias: flag('mlp_bias', false),
    embedding_dropout: rate('embedding_dropout', 0),
    classifier_pooling: choice('classifier_pooling', ['cls', 'mean'], 'cls'),
    classifier_bias: flag('classifier_bias', false),
    classifier_activation: choice('classifier_activation', activations, 'gelu'),
    initializer_cutoff_factor: number(
      'initializer_cutoff_factor',
      0.1,
      Infinity,
      json['initializer_cutoff_factor'] === null ? 3 : 2,
    ),
  };
}

/** Listed, as transformers 5 writes them, or all tokens every few layers, as 4 does. */
function layerTypesOf(json: Json, { count }: ConfigFields, layers: number): readonly LayerType[] {
  const { layer_types: listed } = json;
  if (listed === undefined || listed === null) {
    const every = count('global_attn_every_n_layers', 3);
    return Array.from({ length: layers }, (_, index) => (index % every ? 'sliding_attention' : 'full_attention'));
  }
  const isType = (type: unknown): type is LayerType => (layerTypes as readonly unknown[]).includes(type);
  if (Array.isArray(listed) && listed.length >= layers && listed.every(isType)) return listed.slice(0, layers);
  throw new Error(
    `layer_types is ${JSON.stringify(listed)}, but must be a list of ${layerTypes.join(' and ')} for each of num_hidden_layers, which is ${layers}.`,
  );
}

/** Every how many layers all tokens are seen, from the first on; `undefined` where they follow no such rule. */
function periodOf(types: readonly LayerType[]): number | undefined {
  const second = types.indexOf('full_attention', 1);
  const period = second === -1 ? types.length : second;
  const follows = types.every((type, index) => (type === 'full_attention') === (index % period === 0));
  return follows ? period : undefined;
}

/** The base of the rotary positions in `rope_parameters`, which transformers 5 writes. */
function baseOf(json: Json, type: LayerType): number | undefined {
  const { rope_parameters: all } = json;
  if (all === undefined || all === null) return undefined;
  const stranger = Object.keys(all).find((name) => !(layerTypes as readonly string[]).includes(name));
  if (stranger !== undefined) {
    throw new Error(
      `rope_parameters has ${JSON.stringify(stranger)}, but must have parameters of ${layerTypes.join(' and ')} each.`,
    );
  }
  const own = typeof all === 'object' ? (all as Json)[type] : all;
  if (own === undefined || own === null) return undefined;
  const { rope_type: kind = 'default', rope_theta: base } = own as Json;
  const isBase = base === undefined || (typeof base === 'number' && base >= 1);
  if (typeof own === 'object' && kind === 'default' && isBase) return base;
  throw new Error(
    `rope_parameters.${type} is ${JSON.stringify(own)}, but only rope_type "default" with a rope_theta of at least 1 is implemented.`,
  );
}

function mustTurn({ hidden_size: hidden, num_attention_heads: heads }: EncoderShape): void {
  if ((hidden / heads) % 2 === 0) return;
  throw new Error(
    `hidden_size is ${hidden}, but divided by num_attention_heads, which is ${heads}, it must be even: rotary positions turn pairs.`,
  );
}
