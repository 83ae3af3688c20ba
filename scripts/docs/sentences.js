// node scripts/docs/sentences.js: writes what the playground trains on, docs/playground/data/sentences.json, anew. Needs the built packages
// and, the first time, pip.

import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../run.js';

/** Words of a sentence, at most: what fits on a telephone. */
const longest = 12;
const shortest = 4;

const { resolve } = createRequire(join(root, 'packages', 'advtrain', 'package.json'));
const { reviews } = await import(pathToFileURL(resolve('@advtrain/datasets')).href);
const { train, dev } = await reviews({ reporter: { note: (line) => console.log(line) } });

const origin = {
  source: 'Movie-review sentences of VADER, with the mean rating of 20 people each',
  authors: 'C. J. Hutto, E. Gilbert',
  title: 'VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text, ICWSM 2014',
  url: 'https://github.com/cjhutto/vaderSentiment',
  licence: 'MIT',
  copyright: 'Copyright (c) 2014 cjhutto',
};
const sentences = { origin, train: short(train, 1000), heldOut: short(dev, 200) };

writeFileSync(join(root, 'docs/playground/data/sentences.json'), `${JSON.stringify(sentences, null, 2)}\n`);

/** As many short sentences of one class as of the other, in the order in which they are. */
function short({ texts, labels }, count) {
  const chosen = [0, 1].map((label) =>
    texts.filter((text, row) => labels[row] === label && fits(text)).slice(0, count / 2),
  );
  return { negative: chosen[0], positive: chosen[1] };
}

function fits(text) {
  const words = text.split(/\s+/).length;
  return words >= shortest && words <= longest;
}
