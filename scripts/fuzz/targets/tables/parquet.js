import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readsRows } from './rows.js';

const root = process.argv[3] ?? fileURLToPath(new URL('../../../../', import.meta.url));
const fixtures = ['rte', 'groups', 'more'];

export default {
  seeds: () => fixtures.map((name) => readFileSync(`${root}packages/datasets/test/fixtures/${name}.parquet`)),
  words: ['PAR1', 'text', 'label', 'snappy'],
  run: readsRows('.parquet'),
};
