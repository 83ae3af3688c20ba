import { readsRows } from './rows.js';

export default {
  json: true,
  seeds: () =>
    [
      '{"text":"good film","label":1}\n{"text":"bad","label":0}\n',
      '{"label":"yes","text":"a","x":[1]}\n\n{"label":"no","text":"b"}',
    ].map((text) => Buffer.from(text)),
  words: ['"text":', '"label":', '\n', '{}', 'NaN', '1e999', '"\\u0000"', '"label":true'],
  run: readsRows('.jsonl'),
};
