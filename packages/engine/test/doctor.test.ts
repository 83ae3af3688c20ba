import { onBackends } from '@advtrain/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { doctor, formatDoctor } from '../src/index.node.ts';

afterEach(() => vi.unstubAllEnvs());

test('says which backend runs, why every other does not, and what there is', async () => {
  vi.stubEnv('ADVTRAIN_BACKEND', '');
  const report = await doctor();
  expect(report.backends.map(({ backend }) => backend)).toEqual([
    'native',
    'tfjs-node-gpu',
    'tfjs-node',
    'wasm',
    'cpu',
  ]);
  expect(report.backends.filter(({ chosen }) => chosen).map(({ backend }) => backend)).toEqual([report.backend]);
  expect(report.backends.every(({ reason }) => reason.length > 0)).toBe(true);
  expect(report.platform).toMatchObject({ node: process.version, name: `${process.platform}-${process.arch}` });
  expect(formatDoctor(report)).toContain(`→ ${report.backend}`);
  expect(formatDoctor(report)).toContain(report.why);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test('reports a backend that was asked for and cannot load instead of failing', async () => {
  vi.stubEnv('ADVTRAIN_BACKEND', 'tfjs-node-gpu');
  const report = await doctor();
  expect(report.backend).toBeUndefined();
  expect(report.why).toMatch(/^The backend tfjs-node-gpu was asked for, but/);
  expect(report.advice[0]).toMatch(/^Unset ADVTRAIN_BACKEND/);
});

test('advises the installation where native TensorFlow is missing, and what that needs', async () => {
  vi.stubEnv('ADVTRAIN_CACHE', '/dev/null/nothing');
  vi.stubEnv('ADVTRAIN_BACKEND', 'wasm');
  vi.stubEnv('CXX', 'no-such-compiler');
  const { advice, compiler, cache } = await doctor();
  expect(compiler).toBeUndefined();
  expect(cache).toEqual({ folder: '/dev/null/nothing', entries: [] });
  expect(advice).toEqual([
    expect.stringMatching(/^Install a C\+\+ compiler/),
    expect.stringMatching(/^Run `npx advtrain@\S+ engine install`/),
  ]);
});

onBackends(['native'], () => {
  test('says that steps are recorded, with our own operations on a CPU, and that XLA has been tried', async () => {
    vi.stubEnv('ADVTRAIN_BACKEND', 'native');
    vi.stubEnv('ADVTRAIN_CACHE', '/dev/null/nothing');
    const report = await doctor();
    expect(report.steps).toMatchObject({
      recording: { available: true },
      fused: { available: true },
      xla: { available: true },
    });
    expect(formatDoctor(report)).toMatch(/^Steps recorded +yes: each step is recorded/m);
    expect(formatDoctor(report)).toMatch(/^XLA +yes: used with --compile xla alone/m);
  });
});

onBackends(['wasm'], () => {
  test('says why steps are not recorded elsewhere', async () => {
    vi.stubEnv('ADVTRAIN_BACKEND', 'wasm');
    vi.stubEnv('ADVTRAIN_CACHE', '/dev/null/nothing');
    const report = await doctor();
    const reason = 'steps run operation by operation: only native TensorFlow of @advtrain/engine can record them';
    expect(report.steps?.recording).toEqual({ available: false, reason });
    expect([report.steps?.fused.available, report.steps?.xla.available]).toEqual([false, false]);
    expect(formatDoctor(report)).toContain(`no: ${reason}`);
  });
});
