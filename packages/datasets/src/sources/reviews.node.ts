import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheDir, fetchArtifact, isOffline, sizeOf, type Artifact, type FetchOptions } from '@advtrain/engine/fetch';
import type { OnBadRow } from '../files/bad-row.ts';
import { wholeText } from '../files/lines.node.ts';
import { pick, type Examples } from '../examples/examples.ts';
import { bySign, isDevelopment, parseRatings, type Rating } from './ratings.ts';
import { filesInTar } from '../files/tar.node.ts';

/** Options of {@link reviews}. */
export interface ReviewsOptions extends FetchOptions {
  /** What happens to rows that do not parse. Default `stop`. */
  readonly onBadRow?: OnBadRow | undefined;
}

/** Review sentences for training, and sentences of other kinds to test on. */
export interface Reviews {
  /** About 8,100 movie-review sentences. */
  readonly train: Examples;
  /** About 1,000 other movie-review sentences. */
  readonly dev: Examples;
  /** About 2,400 sentences of product reviews: out of domain. */
  readonly amazon: Examples;
  /** About 2,600 tweets: out of domain. */
  readonly tweets: Examples;
}

/** What carries the sentences. */
const distribution: Artifact = {
  project: 'vaderSentiment',
  version: '2.5',
  file: 'vaderSentiment-2.5.tar.gz',
  bytes: 2_451_781,
  sha256: 'b960c954831f5ca58afee61780cc04ed48e551b91e783bfcbfb2c18bb8081a84',
};

const collection = 'hutto_ICWSM_2014';
const files = {
  movies: 'movieReviewSnippets_GroundTruth.txt',
  amazon: 'amazonReviewSnippets_GroundTruth.txt',
  tweets: 'tweets_GroundTruth.txt',
};
/** One movie sentence in nine is for development. */
const parts = 9;

/**
 * English sentences with the sentiment that 20 people each gave them (Hutto & Gilbert 2014, MIT): movie reviews (the
 * Rotten Tomatoes sentences that SST comes from), Amazon product reviews and tweets, as published. Negative is 0,
 * positive 1: the sign of the mean rating, which runs from −4 to 4; nearer to 0 than 1 is left out, and so are
 * repetitions. The split of the movies is the same always, whatever the seed of a run: see {@link isDevelopment}.
 *
 * Looks for the collection's files in `from` (also in its folder `hutto_ICWSM_2014`), else gets the package that carries
 * them (2.5 MB) as `fetchArtifact` does, from `from`, the cache or the package index. Throws one sentence where it
 * cannot be had, and for a row that does not parse (file, line, reason) unless `onBadRow` leaves it out.
 *
 * @param options where to look, and how bad rows are taken.
 */
export async function reviews(options: ReviewsOptions = {}): Promise<Reviews> {
  const contents = (await readLocal(options)) ?? (await readDistribution(options));
  const movies = bySign(contents.movies);
  const rows = movies.texts.map((text, row) => ({ row, development: isDevelopment(text, parts) }));
  const select = (development: boolean): Examples =>
    pick(
      movies,
      rows.filter((each) => each.development === development).map(({ row }) => row),
    );
  return {
    train: select(false),
    dev: select(true),
    amazon: bySign(contents.amazon),
    tweets: bySign(contents.tweets),
  };
}

/** Whether {@link reviews} needs no download: a folder has the collection, or else that or the cache has the package. */
export async function areReviewsPresent(from: string | undefined): Promise<boolean> {
  const folder = await localFolder(from);
  if (folder !== undefined) {
    const sizes = await Promise.all(Object.values(files).map((name) => sizeOf(join(folder, name))));
    return !sizes.includes(undefined);
  }
  const { ADVTRAIN_WHEELS = '' } = process.env;
  const places = [join(cacheDir(), 'downloads'), from ?? '', ...ADVTRAIN_WHEELS.split(delimiter)].filter(Boolean);
  const sizes = await Promise.all(places.map((place) => sizeOf(join(place, distribution.file))));
  return sizes.includes(distribution.bytes);
}

type Contents = Readonly<Record<keyof typeof files, Rating[]>>;

/** The folder of the unpacked collection within a folder of data, where there is one. */
async function localFolder(from: string | undefined): Promise<string | undefined> {
  for (const folder of from ? [from, join(from, collection)] : []) {
    if ((await sizeOf(join(folder, files.movies))) !== undefined) return folder;
  }
  return undefined;
}

/** The collection from a folder of its unpacked files. */
async function readLocal({ from, reporter, onBadRow }: ReviewsOptions): Promise<Contents | undefined> {
  const folder = await localFolder(from);
  if (folder === undefined) return undefined;
  reporter?.note(`Reading the review sentences in ${folder}.`);
  const read = async (name: keyof typeof files): Promise<Rating[]> => {
    const path = join(folder, files[name]);
    const content = await wholeText(path).catch((error: unknown) => {
      throw new Error(`${path} could not be read: the folder lacks a part of the collection.`, { cause: error });
    });
    return parseRatings(content, path, onBadRow);
  };
  return { movies: await read('movies'), amazon: await read('amazon'), tweets: await read('tweets') };
}

/** The collection from the archive within the package. */
async function readDistribution(options: ReviewsOptions): Promise<Contents> {
  const path = await fetchArtifact(distribution, { ...options, offline: isOffline(options) });
  const inner = `${collection}.tar.gz`;
  const [archive] = await filesInTar(await readFile(path), [inner]);
  const found = await filesInTar(archive!, Object.values(files));
  const read = (name: keyof typeof files): Rating[] => {
    const index = Object.keys(files).indexOf(name);
    return parseRatings(new TextDecoder().decode(found[index]), `${files[name]} in ${path}`, options.onBadRow);
  };
  return { movies: read('movies'), amazon: read('amazon'), tweets: read('tweets') };
}
