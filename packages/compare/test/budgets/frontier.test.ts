import { expect, test } from 'vitest';
import { figures, frontier } from '../../src/index.ts';
import { example, exampleRun } from '../example.ts';

const run = (method: string, seed: number, units: number, development: number) =>
  exampleRun(method, seed, { units: { predicted: units, counted: units }, accuracy: { development }, robust: [] });

const comparison = example(
  [1, 2, 3],
  [
    ...[1, 2, 3].map((seed) => run('natural', seed, 100, 0.8)),
    // As dear as others and worse, in the median though not in every run.
    run('pgd', 1, 300, 0.99),
    run('pgd', 2, 300, 0.81),
    run('pgd', 3, 300, 0.82),
    ...[1, 2, 3].map((seed) => run('freelb', seed, 300, 0.85)),
    ...[1, 2, 3].map((seed) => run('natural-matched', seed, 400, 0.85)),
    ...[1, 2, 3].map((seed) => run('yopo', seed, 200, 0.79)),
    exampleRun('freeat', 1, { status: 'diverged', accuracy: {}, robust: [] }),
  ],
);

test('the frontier has the methods that none of the same or less cost beats in the median, the cheapest first', () => {
  expect(frontier(comparison, ({ development }) => development)).toEqual([
    { title: 'natural', units: 100, score: 0.8 },
    { title: 'FreeLB', units: 300, score: 0.85 },
  ]);
});

const frontierLine = /stroke-dasharray="5 4"[^>]*stroke="var\(--faint\)"[^>]*><path d="M[\d.]+,[\d.]+L[\d.]+,[\d.]+/;

test('it is drawn among accuracy against cost, and named in the caption; where nothing was attacked there is none', () => {
  const [cost, next] = figures(comparison);
  expect(cost!.title).toBe('Accuracy against cost');
  expect(cost!.svg).toMatch(frontierLine);
  expect(cost!.caption).toMatch(/beats in the median: natural and FreeLB\.$/);
  expect(next!.title).not.toBe('Accuracy under attack against cost');
  const attacked = figures(example([1]))[1];
  expect(attacked!.title).toBe('Accuracy under attack against cost');
  expect(attacked!.svg).toMatch(frontierLine);
});
