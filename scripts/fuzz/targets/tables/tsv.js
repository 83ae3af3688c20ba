import { readsRows } from './rows.js';

export default {
  seeds: () =>
    ['text\tlabel\ngood film\t1\nbad "film\t0\n', 'label\ttext\r\nno\ta\r\nyes\tb\r\n'].map((text) =>
      Buffer.from(text),
    ),
  words: ['\t', '\r\n', '\r', '"', 'label', 'text', '1.0'],
  run: readsRows('.tsv'),
};
