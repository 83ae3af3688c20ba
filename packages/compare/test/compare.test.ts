import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineMethod, natural, naturalEntry, variant, whole } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { freelb, freelbEntry } from '@advtrain/freelb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  compare,
  conclusions,
  correctOf,
  Interrupted,
  naturalMatchedEntry,
  points,
  table,
  UsageError,
} from '../src/index.ts';
import type { CompareEvent, CompareOptions, Comparison } from '../src/index.ts';
import { schemaMistakes } from './results/schema-mistakes.ts';
import { tinyAttack, tinyTask, tinyTraining } from './tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-compare-'));

/** A method of one's own. */
const mine = defineMethod({
  name: 'twice',
  title: 'Twice',
  package: 'mine',
  about: 'natural training with several passes a batch',
  options: { passes: whole({ min: 1, default: 2, says: 'passes over a batch' }) },
  cost: '3·passes units a batch',
  units: ({ passes }) => 3 * passes,
  plugins: ({ passes }) => [natural({ passes })],
});

const freelb5 = variant(freelbEntry, { name: 'freelb-5', title: 'FreeLB-5', options: { steps: 5 } });

const asked = async (change: Partial<CompareOptions> = {}): Promise<CompareOptions> => ({
  methods: [naturalEntry, freelbEntry, freelb5, mine],
  task: await tinyTask(),
  ...tinyTraining,
  attack: tinyAttack,
  engine: await engine({ backend: 'wasm' }),
  folder: join(folder, 'out'),
  ...change,
});

/** Everything but what a clock or a memory counter says. */
const numbers = ({ runs }: Comparison) => runs.map(({ seconds: _s, peakBytes: _p, ...rest }) => rest);

describe('compare', () => {
  let first: Comparison;

  beforeAll(() => engine({ backend: 'wasm' }));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('runs configurations of one method and a method of its own, tells of it, and writes a report of all', async () => {
    const events: CompareEvent[] = [];
    first = await compare(
      await asked({ seeds: [1, 2], options: { twice: { passes: 3 } }, on: (event) => events.push(event) }),
    );
    expect(first.runs.map(({ method, seed }) => `${method} ${seed}`)).toEqual(
      ['natural', 'freelb', 'freelb-5', 'twice'].flatMap((method) => [`${method} 1`, `${method} 2`]),
    );
    for (const { units, method } of first.runs) expect(units.counted, method).toBeCloseTo(units.predicted, 6);
    for (const run of first.runs) {
      const right = correctOf(run, 'development', first.task.sets[0]!.examples)!;
      expect(right.filter(Boolean).length / right.length).toBeCloseTo(run.accuracy['development']!, 12);
    }
    expect(first.runs.at(-1)).toMatchObject({ options: { passes: 3 }, units: { counted: 36 } });
    expect(first.methods.map(({ title }) => title)).toEqual(['natural', 'FreeLB', 'FreeLB-5', 'Twice']);
    const kinds = events.map(({ kind }) => kind).filter((kind) => !/^(step|evaluation|measure|attack)$/.test(kind));
    const measuring = events.filter((event) => event.kind === 'measure');
    expect(new Set(measuring.map(({ set }) => set))).toEqual(new Set(first.task.sets.map(({ id }) => id)));
    expect(measuring.at(-1)).toMatchObject({ done: measuring.at(-1)!.of, secondsLeft: 0 });
    const attacked = events.filter((event) => event.kind === 'attack');
    const done = attacked
      .filter(({ method, seed }) => method === 'twice' && seed === 2)
      .map((event) => event.done / event.of);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done[0]).toBeLessThan(1);
    expect(done.at(-1)).toBe(1);
    expect(kinds).toEqual(['begins', ...first.runs.flatMap(() => ['run', 'finished', 'written'])]);
    expect(events.find(({ kind }) => kind === 'run')).toMatchObject({ title: 'natural', place: 1, of: 8 });
    const written = JSON.parse(readFileSync(join(folder, 'out/results.json'), 'utf8')) as unknown;
    expect(written).toEqual(JSON.parse(JSON.stringify(first)));
    expect(schemaMistakes(written)).toEqual([]);
    expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toContain('Twice</li>');
    expect(readFileSync(join(folder, 'out/table.md'), 'utf8')).toMatch(/^\| FreeLB-5 /m);
  });

  test('takes from the folder what is finished, but a method of another version or with other options', async () => {
    const kept = async (change: Partial<CompareOptions>) => {
      const finished: string[] = [];
      const on = (event: CompareEvent): void => {
        if (event.kind === 'finished') finished.push(event.method);
      };
      await compare(await asked({ options: { twice: { passes: 3 } }, on, ...change }));
      return finished;
    };
    expect(await kept({})).toEqual([]);
    expect(await kept({ options: { twice: { passes: 1 } } })).toEqual(['twice']);
    expect(await kept({ methods: [naturalEntry, { ...mine, version: '2' }] })).toEqual(['twice']);
    expect(await kept({ methods: [naturalEntry, { ...mine, version: '2' }] })).toEqual([]);
  });

  test('does a matched control again where another method costs otherwise by now, and only then', async () => {
    const control = async (change: Partial<MethodEntry>) => {
      const methods = [naturalMatchedEntry, { ...mine, ...change }];
      return (await compare(await asked({ methods, folder: join(folder, 'matched') }))).runs[0]!;
    };
    const first = await control({});
    expect(await control({ version: '2' })).toEqual(first);
    expect((await control({ version: '3', units: () => 9 })).units.counted).toBe(1.5 * first.units.counted);
  });

  test('writes its pages once for all runs that it takes, before it does one that is new', async () => {
    const kinds: string[] = [];
    const on = ({ kind }: CompareEvent): void => {
      if (kind === 'kept' || kind === 'run' || kind === 'written') kinds.push(kind);
    };
    await compare(await asked({ methods: [naturalEntry, freelb5], on }));
    expect(kinds.splice(0)).toEqual(['kept', 'kept', 'written']);
    const another: MethodEntry = { ...mine, name: 'another' };
    await compare(await asked({ methods: [naturalEntry, freelb5, another], on }));
    expect(kinds).toEqual(['kept', 'kept', 'written', 'run', 'written']);
  });

  test('is interrupted by a signal, and goes on from there with the very same numbers', async () => {
    const aborted = new AbortController();
    const cut = await asked({
      seeds: [1, 2],
      options: { twice: { passes: 3 } },
      folder: join(folder, 'cut'),
      checkpointSeconds: 0,
    });
    const on = (event: CompareEvent): void => {
      if (event.kind === 'step' && event.method === 'freelb' && event.step === 2) aborted.abort();
    };
    await expect(compare({ ...cut, on, signal: aborted.signal })).rejects.toThrow(Interrupted);
    expect(numbers(await compare(cut))).toEqual(numbers(first));
  });

  test('attacks nothing where it is told so, and then compares regressions, by their first metric', async () => {
    const task = await tinyTask('regression');
    const options = await asked({ task, methods: [naturalEntry, freelb5], folder: join(folder, 'values') });
    await expect(compare(options)).rejects.toThrow('regression, but compare attacks classifications only');
    const comparison = await compare({ ...options, attack: 'none' });
    expect(comparison.settings.attack).toBeUndefined();
    expect(comparison.runs.map(({ robust }) => robust)).toEqual([[], []]);
    const pearson = comparison.runs.map(({ scores }) => scores!['development']!.pearson!);
    const { header, rows } = table(comparison);
    expect(header.join()).not.toContain('attacked');
    expect(rows.map((row) => row[1])).toEqual(pearson.map(points));
    const sentences = conclusions(comparison);
    expect(sentences[0]).toMatch(/^One seed proves nothing: .* repeat with --seeds \d+\.$/);
    expect(sentences[1]).toMatch(
      /^FreeLB-5 against natural, at 500 % of its cost: pearson -?\d+\.\d \([+−]\d+\.\d\)\.$/,
    );
    expect(sentences).toHaveLength(2);
    const report = readFileSync(join(folder, 'values/report.html'), 'utf8');
    expect(report).not.toMatch(/Robustness against ε|<th scope="row">attack</);
  });

  test('has documented defaults for all but methods, task and folder', async () => {
    const { methods, task, folder: _, engine: used } = await asked({ methods: [naturalEntry] });
    const { settings } = await compare({ methods, task, folder: join(folder, 'defaults'), engine: used! });
    expect(settings).toMatchObject({
      seeds: [1],
      epochs: 3,
      batchSize: 32,
      learningRate: 3e-5,
      attack: { steps: 10, radii: [0.05, 0.2], headline: 0.2 },
    });
  });

  test.each<[string, Partial<CompareOptions>, string]>([
    ['no methods', { methods: [] }, 'methods is empty: name at least one method to compare.'],
    ['an unknown setting', { learningrate: 1 } as object, 'compare has no option "learningrate"; it has methods, task'],
    [
      'a factory in place of an entry',
      { methods: [freelb] as never },
      "methods.0 is the function freelb, but must be a method's entry, such as freelbEntry of @advtrain/freelb.",
    ],
    ['a name in place of an entry', { methods: ['freelb'] as never }, 'methods.0 is "freelb", but must be a method'],
    [
      'a task that is not awaited',
      { task: Promise.resolve({}) as never },
      'task is a promise, but must be a task, as `await textTask(…)` gives it.',
    ],
    ['no whole number of states', { verifiable: 0.5 }, 'verifiable is 0.5, but must be a whole number, at least 0.'],
    ['one name twice', { methods: [mine, mine] }, 'Two methods are named "twice", but a name stands for one'],
    [
      'an unknown option',
      { options: { freelb: { step: 3 } } },
      'freelb has no option "step"; it has steps, stepSize, start and radius; the nearest is steps.',
    ],
    [
      'options of a method that does not take part',
      { options: { frelb: { steps: 3 } } },
      'options names frelb, which is not among the methods (natural, freelb, freelb-5, twice): add it, or leave it out; the nearest is freelb.',
    ],
    ['a value out of range', { options: { twice: { passes: 0 } } }, 'twice.passes is 0, but must be at least 1.'],
    [
      'a value of another kind',
      { options: { twice: { passes: '3' } } },
      'twice.passes is "3", but must be an integer.',
    ],
    ['no seed', { seeds: [] }, 'seeds is [], but must not have fewer than 1 items.'],
    ['a seed that is none', { seeds: [1.5] }, 'seeds.0 is 1.5, but must be an integer.'],
    [
      'perturbations that never grow',
      { attackFrom: 0.6, attackRise: 0.5 },
      'attackFrom and attackRise are 0.6 and 0.5, but must together be at most 1',
    ],
    ['a method that never begins', { attackFrom: 1 }, 'attackFrom is 1, but must be below 1.'],
    ['a setting out of range', { batchSize: 0 }, 'batchSize is 0, but must be at least 1.'],
    [
      'a headline that is no radius',
      { attack: { headline: 9 } },
      'attack.headline is 9, but must be one of attack.radii',
    ],
    [
      'a method for other tasks',
      { methods: [{ ...mine, kinds: ['images'], because: 'it sees' }] },
      'Twice is for images, because it sees; sixteen sentences is classification of texts: choose another method.',
    ],
  ])('refuses %s in a sentence, before anything is trained or written', async (_, change, sentence) => {
    const wrong = compare(await asked({ folder: join(folder, 'never'), ...change }));
    await expect(wrong).rejects.toThrow(UsageError);
    await expect(wrong).rejects.toThrow(sentence);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  test('begins methods after a share of the steps, at natural cost until then, and matches the control to the sum', async () => {
    const methods = [naturalEntry, naturalMatchedEntry, freelbEntry, mine];
    const late = { methods, attackFrom: 0.5, attackRise: 0.5, folder: join(folder, 'late') };
    const events: CompareEvent[] = [];
    const { runs } = await compare(await asked({ ...late, on: (event) => events.push(event) }));
    expect(runs.map(({ units }) => units.counted)).toEqual([12, 24, 24, 18]);
    expect(runs.map(({ units }) => units.predicted)).toEqual([12, 24, 24, 18]);
    expect(events.filter(({ kind }) => kind === 'note')).toEqual([]);
    const report = readFileSync(join(folder, 'late/report.html'), 'utf8');
    expect(report).toContain(
      'the methods begin after 50.0 % of the steps, natural ones; then ε, α and s rise to their values over 50.0 % of the steps',
    );
    const other = compare(await asked({ ...late, attackFrom: 0.25 }));
    await expect(other).rejects.toThrow('attackFrom 0.5 there, 0.25 here');
  });

  test('trains a matched control for as long as the dearest method, one of its own too', async () => {
    const dear = variant(mine, { name: 'dear', options: { passes: 6 } });
    const methods = [naturalMatchedEntry, freelbEntry, dear];
    const { runs } = await compare(await asked({ methods, folder: join(folder, 'matched') }));
    expect(runs.map(({ units }) => units.counted)).toEqual([72, 36, 72]);
  });
});
