import type { ModelType } from '../encoder/families/families.ts';

/** A pretrained model that `load` knows by a short name. */
export interface KnownModel {
  /** What `load` and the commands call it. */
  readonly name: string;
  /** Its repository on the Hugging Face hub. */
  readonly hub: string;
  readonly family: ModelType;
  readonly layers: number;
  /** Width of the hidden layers. */
  readonly width: number;
  readonly heads: number;
  /** Numbers in the encoder, its pooler included where the family has one; the head comes on top. */
  readonly parameters: number;
  /** About how many bytes of weights there are to download. */
  readonly bytes: number;
  /** As stated on the hub, by its SPDX name. */
  readonly licence: string;
}

type Row = readonly [
  name: string,
  owner: string,
  family: ModelType,
  layers: number,
  width: number,
  heads: number,
  parameters: number,
  megabytes: number,
  licence: string,
];

const rows: readonly Row[] = [
  ['bert-base-uncased', 'google-bert', 'bert', 12, 768, 12, 109_482_240, 440, 'Apache-2.0'],
  ['bert-base-cased', 'google-bert', 'bert', 12, 768, 12, 108_310_272, 436, 'Apache-2.0'],
  ['bert-large-uncased', 'google-bert', 'bert', 24, 1024, 16, 335_141_888, 1345, 'Apache-2.0'],
  ['bert-large-cased', 'google-bert', 'bert', 24, 1024, 16, 333_579_264, 1338, 'Apache-2.0'],
  ['roberta-base', 'FacebookAI', 'roberta', 12, 768, 12, 124_055_040, 499, 'MIT'],
  ['roberta-large', 'FacebookAI', 'roberta', 24, 1024, 16, 354_310_144, 1422, 'MIT'],
  ['distilroberta-base', 'distilbert', 'roberta', 6, 768, 12, 81_527_808, 331, 'Apache-2.0'],
  ['xlm-roberta-base', 'FacebookAI', 'xlm-roberta', 12, 768, 12, 277_453_056, 1116, 'MIT'],
  ['xlm-roberta-large', 'FacebookAI', 'xlm-roberta', 24, 1024, 16, 558_840_832, 2245, 'MIT'],
  ['camembert-base', 'almanach', 'camembert', 12, 768, 12, 110_031_360, 445, 'MIT'],
  ['albert-base-v2', 'albert', 'albert', 12, 768, 12, 11_683_584, 47, 'Apache-2.0'],
  ['albert-large-v2', 'albert', 'albert', 24, 1024, 16, 17_683_968, 71, 'Apache-2.0'],
  ['albert-xlarge-v2', 'albert', 'albert', 24, 2048, 16, 58_724_864, 236, 'Apache-2.0'],
  ['albert-xxlarge-v2', 'albert', 'albert', 12, 4096, 64, 222_595_584, 893, 'Apache-2.0'],
  ['distilbert-base-uncased', 'distilbert', 'distilbert', 6, 768, 12, 66_362_880, 268, 'Apache-2.0'],
  ['distilbert-base-cased', 'distilbert', 'distilbert', 6, 768, 12, 65_190_912, 263, 'Apache-2.0'],
  ['electra-small-discriminator', 'google', 'electra', 12, 256, 4, 13_483_008, 54, 'Apache-2.0'],
  ['electra-base-discriminator', 'google', 'electra', 12, 768, 12, 108_891_648, 440, 'Apache-2.0'],
  ['electra-large-discriminator', 'google', 'electra', 24, 1024, 16, 334_092_288, 1341, 'Apache-2.0'],
  ['all-mpnet-base-v2', 'sentence-transformers', 'mpnet', 12, 768, 12, 108_895_872, 438, 'Apache-2.0'],
  ['ModernBERT-base', 'answerdotai', 'modernbert', 22, 768, 12, 149_014_272, 599, 'Apache-2.0'],
  ['ModernBERT-large', 'answerdotai', 'modernbert', 28, 1024, 16, 394_781_696, 1583, 'Apache-2.0'],
];

/** The pretrained models known by a short name, the default one first. Any other of these families loads by `owner/name`. */
export const catalogue: readonly KnownModel[] = [
  {
    name: 'minilm-l6',
    hub: 'sentence-transformers/all-MiniLM-L6-v2',
    family: 'bert',
    layers: 6,
    width: 384,
    heads: 12,
    parameters: 22_713_216,
    bytes: 90_868_376,
    licence: 'Apache-2.0',
  },
  ...rows.map(([name, owner, family, layers, width, heads, parameters, megabytes, licence]) => ({
    name,
    hub: `${owner}/${name}`,
    family,
    layers,
    width,
    heads,
    parameters,
    bytes: megabytes * 1e6,
    licence,
  })),
];

/**
 * The known model of that short name or hub name, if there is one.
 *
 * @param name a short name, or `owner/name`.
 */
export function knownModel(name: string): KnownModel | undefined {
  return catalogue.find((model) => model.name === name || model.hub === name);
}
