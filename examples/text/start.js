// @ts-check
import { reviews, spamAssassin } from '@advtrain/datasets';
import { key } from '@advtrain/engine';
import { terminalReporter } from '@advtrain/engine/fetch';
import { encoder, fitWeights, initialParams, readModelFolder, readTokenizer, weights } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';

/**
 * @typedef {object} Start
 * @property {string} what what the data and the model are, in a few words
 * @property {import('@advtrain/datasets').Examples} train
 * @property {import('@advtrain/datasets').Examples} dev
 * @property {import('@advtrain/models').Encoder} model
 * @property {(text: string) => import('@advtrain/datasets').TokenIds} encode
 * @property {number} sentences how many to train on
 * @property {number} learningRate
 * @property {number} radius of the ball: embeddings from scratch are short
 */

const maxLength = 32;

/**
 * What to train, and on what: a pretrained encoder and movie reviews; where they cannot be had, a small one and mails.
 *
 * @returns {Promise<Start>}
 */
export async function start() {
  const options = { reporter: terminalReporter() };
  try {
    const { train, dev } = await reviews(options);
    const recipe = { sentences: 320, learningRate: 2e-4, radius: 0.15 };
    return { what: 'movie-review sentences, all-MiniLM-L6-v2', train, dev, ...recipe, ...(await pretrained(options)) };
  } catch (error) {
    console.log(`${error instanceof Error ? error.message : String(error)} Going on with mails from npm.`);
    const recipe = { sentences: 640, learningRate: 2e-3, radius: 0.03 };
    return { what: 'mails, a small encoder from scratch', ...(await spamAssassin()), ...recipe, ...fromScratch() };
  }
}

/** @param {import('@advtrain/engine/fetch').FetchOptions} options */
async function pretrained(options) {
  const folder = await weights('minilm-l6', options);
  const { config, tensors } = await readModelFolder(folder);
  const tokenizer = await readTokenizer(folder);
  // These weights have no classification head: two classes are the default, and the head is drawn from the key.
  const { params } = fitWeights(config, tensors, key(1));
  return {
    model: taking(config, params),
    encode: (/** @type {string} */ text) => tokenizer.encode(text, null, { maxLength }),
  };
}

/** An encoder of words, each known by a number of its letters: no vocabulary has to be made first. */
function fromScratch() {
  const config = {
    model_type: 'bert',
    vocab_size: 4096,
    hidden_size: 64,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 128,
    max_position_embeddings: maxLength,
    type_vocab_size: 2,
    num_labels: 2,
  };
  const idOf = (/** @type {string} */ word) =>
    2 + [...word].reduce((sum, letter) => (31 * sum + (letter.codePointAt(0) ?? 0)) % 4094, 0);
  const encode = (/** @type {string} */ text) => ({
    ids: [1, ...(text.toLowerCase().match(/\p{L}+|\S/gu) ?? []).map(idOf)].slice(0, maxLength),
  });
  return { model: taking(config, initialParams(config, key(1))), encode };
}

/**
 * An encoder that copies the parameters, which are freed.
 *
 * @param {object} config
 * @param {import('@advtrain/core').Params} params
 */
function taking(config, params) {
  const model = encoder(config, params);
  tf.dispose(params);
  return model;
}
