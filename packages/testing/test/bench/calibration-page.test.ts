import type { RunResult, TaskInfo } from '@advtrain/compare';
import { describe, expect, test } from 'vitest';
import { bestRule, withSeeds, type Cell, type Source } from '../../../../bench/tasks/calibration-cells.ts';
import { page, rowOf } from '../../../../bench/tasks/calibration-page.ts';
import { publishedOptions } from '../../../../bench/tasks/calibration-plans.ts';

const task: TaskInfo = {
  data: 'films',
  model: 'small',
  parameters: 1,
  classes: ['no', 'yes'],
  trainExamples: 10,
  lengths: { example: 5, token: 1, entry: 0.1 },
  sets: [{ id: 'development', title: 'films', examples: 100, majority: 0.5 }],
  notes: [],
};

/** A run with what the page reads of one; its accuracy under attack at 2 % of ‖x‖ is half of that without. */
function run(seed: number, accuracy: number, change: Partial<RunResult> = {}): RunResult {
  const robust = [{ radius: 0.1, accuracy: accuracy / 2 }];
  const made = {
    seed,
    accuracy: { development: accuracy },
    status: 'finished',
    predicted: [0.5, 0.5],
    units: { predicted: 1120, counted: 1120 },
    robust,
    ...change,
  };
  return made as RunResult;
}

function cell(source: Source, runs: readonly RunResult[]): Cell {
  const options = source === 'natural' ? {} : { radius: '5%' };
  return {
    model: 'small',
    data: 'films',
    method: source === 'natural' ? source : 'pgd',
    source,
    options,
    runs,
    task,
    headline: '2%',
  };
}

const cells = [
  cell('natural', [run(1, 0.8), run(2, 0.82)]),
  cell('published', [run(1, 0.5, { predicted: [1, 0] }), run(2, 0.8)]),
  cell('half-fall', [run(1, 0.8), run(2, 0.78)]),
  cell('ln-C', [run(1, 0, { status: 'diverged', accuracy: {}, predicted: [], robust: [] }), run(2, 0.9)]),
];

describe('the page of the benchmark of calibration', () => {
  test('sets each rule against the published constants with the first seed, and counts what is lost', () => {
    const lines = page(cells, 'native').split('\n');
    expect(lines).toContain('| half-fall | 1 of 1 | +30.0 | +15.0 | 0 | 1 |');
    // A run that diverged has scored nothing.
    expect(lines).toContain('| ln-C | 0 of 1 | −50.0 | −25.0 | 1 | 1 |');
    expect(lines).toContain('| pgd | published | radius 5% | 1,120 | 65.0 (50.0–80.0) | 32.5 (25.0–40.0) | 1 of 2 |');
    expect(lines).toContain('The median ‖x‖ is 5.');
  });

  test('picks the rule that loses fewest runs, and judges it on seeds that it was not picked on', () => {
    expect(bestRule(cells)).toBe('half-fall');
    const lines = page(cells, 'native').split('\n');
    const at = lines.indexOf('With seed 2, on which it was not picked:');
    expect(lines.slice(at)).toContain('| half-fall | 0 of 1 | −2.0 | −1.0 | 0 | 0 |');
  });

  test('of rules that lose as many, picks the one with the most accuracy without and with attack together', () => {
    const [natural, published, halfFall] = cells as [Cell, Cell, Cell];
    expect(bestRule([natural, published, halfFall, cell('fixed-2%', [run(1, 0.81)])])).toBe('fixed-2%');
    expect(bestRule([natural, published, halfFall, cell('fixed-2%', [run(1, 0.79)])])).toBe('half-fall');
  });

  test('takes cells with more seeds in place of those with fewer, and leaves the others', () => {
    const more = cell('half-fall', [run(1, 0.8), run(2, 0.78), run(3, 0.79)]);
    expect(withSeeds(cells, [more]).map(({ runs }) => runs.length)).toEqual([2, 2, 3, 2]);
  });

  test('has the same of a cell as an object', () => {
    expect(rowOf(cells[2]!)).toMatchObject({
      source: 'half-fall',
      development: [0.8, 0.78],
      attacked: [0.4, 0.39],
      collapsed: 0,
    });
  });

  test('has published constants of every method, for other data those for SST-2', () => {
    expect(publishedOptions('freelb', 'glue/cola')).toEqual({ steps: 4, stepSize: 0.025, start: 0.4, radius: 0.2 });
    expect(publishedOptions('yopo', 'glue/cola')).toEqual(publishedOptions('yopo', 'reviews'));
    expect(() => publishedOptions('fgm', 'reviews')).toThrow('There are no published constants of fgm for SST-2.');
  });
});
