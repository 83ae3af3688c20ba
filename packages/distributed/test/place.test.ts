import { describe, expect, test } from 'vitest';
import { place } from '../src/index.ts';
import type { Asked } from '../src/index.ts';
import { firstNode } from '../src/place/slurm.ts';

const tf = (config: unknown) => place({ TF_CONFIG: JSON.stringify(config) });
const torch = { RANK: '1', WORLD_SIZE: '4', MASTER_ADDR: 'n1', MASTER_PORT: '29500' };
const slurm = {
  SLURM_JOB_ID: '7',
  SLURM_STEP_ID: '0',
  SLURM_PROCID: '2',
  SLURM_STEP_NUM_TASKS: '4',
  SLURM_STEP_NODELIST: 'n[09-10],m',
};

describe('options', () => {
  test('name all, and which this is, before any variable does', () => {
    const workers = ['a:1', '[fe80::1]:2'];
    expect(place({ ...torch, TF_CONFIG: '{' }, { workers, rank: 1 })).toEqual({
      rank: 1,
      size: 2,
      rendezvous: { host: 'a', port: 1 },
      hosts: workers,
      from: 'options',
    });
    expect(place({}, { workers: ['[::1]:7', 'b:2'], rank: 0 })?.rendezvous).toEqual({ host: '::1', port: 7 });
  });

  test('of one process are no cluster', () => {
    expect(place(torch, { workers: ['a:1'], rank: 0 })).toBeUndefined();
  });

  test.each<[Asked, string]>([
    [{ rank: 1 }, 'The rank is 1, but no workers are given: name all as host:port, in the order of their ranks.'],
    [{ workers: ['a:1', 'b:1'] }, '2 workers are given, but no rank: say which of them this is, from 0 to 1.'],
    [{ workers: [], rank: 0 }, 'The list of workers names nobody: name all processes as host:port, or leave it out.'],
    [{ workers: ['a:1', 'b:1'], rank: 2 }, 'The list of workers names 2, but this is rank 2: ranks go from 0 to 1.'],
    [{ workers: ['a:1', 'b:1'], rank: -1 }, 'The list of workers names 2, but this is rank -1: ranks go from 0 to 1.'],
    [
      { workers: ['a:1', 'b:1'], rank: NaN },
      'The list of workers names 2, but this is rank NaN: ranks go from 0 to 1.',
    ],
    [
      { workers: ['a:1', 'a:1'], rank: 0 },
      'The list of workers names a:1 twice, but each process needs an address of its own: give one another port.',
    ],
    ...['a', 'a:0', 'a:65536', 'a b:1', 'http://a:1', 'fe80::1:2', ':1'].map((worker): [Asked, string] => [
      { workers: [worker, 'b:1'], rank: 0 },
      `The list of workers names "${worker}", but each must be host:port, with a port from 1 to 65535: correct it.`,
    ]),
  ])('%j are refused', (options, sentence) => {
    expect(() => place({}, options)).toThrow(new Error(sentence));
  });
});

describe('TF_CONFIG', () => {
  const cluster = { chief: ['c:2222'], worker: ['w0:2222', 'w1:2222'] };

  test('counts the chief first, then the workers', () => {
    const worker = tf({ cluster, task: { type: 'worker', index: 1 }, environment: 'cloud' });
    expect(worker).toEqual({
      rank: 2,
      size: 3,
      rendezvous: { host: 'c', port: 2222 },
      hosts: ['c:2222', 'w0:2222', 'w1:2222'],
      from: 'TF_CONFIG',
    });
    expect(tf({ cluster, task: { type: 'chief', index: 0 } })?.rank).toBe(0);
    expect(tf({ cluster, task: { type: 'worker', index: '0' } })?.rank).toBe(1);
  });

  test('may call the chief master, name no chief, and list no parameter servers', () => {
    const old = { master: ['c:1'], worker: ['w:1'], ps: [] };
    expect(tf({ cluster: old, task: { type: 'worker', index: 0 } })).toMatchObject({ rank: 1, size: 2 });
    expect(tf({ cluster: { worker: ['a:1', 'b:1'] }, task: { type: 'worker', index: 0 } })?.rank).toBe(0);
  });

  test('comes before the variables of torchrun and Slurm', () => {
    const text = JSON.stringify({ cluster, task: { type: 'chief', index: 0 } });
    expect(place({ ...torch, ...slurm, TF_CONFIG: text })?.from).toBe('TF_CONFIG');
  });

  test('is no cluster for an evaluator, for one process, and where it names nobody', () => {
    expect(tf({ cluster, task: { type: 'evaluator', index: 0 } })).toBeUndefined();
    expect(tf({ cluster: { worker: ['a:1'] }, task: { type: 'worker', index: 0 } })).toBeUndefined();
    expect(tf({})).toBeUndefined();
  });

  test.each([
    [
      { sparseCluster: { worker: { 0: 'a:1' } }, task: {} },
      'TF_CONFIG has sparseCluster, which names no others: start without enableDynamicWorker.',
    ],
    [
      { cluster: { ...cluster, ps: ['p:1'] }, task: { type: 'worker', index: 0 } },
      'TF_CONFIG names parameter servers (ps), without which all train in step: leave them out.',
    ],
    [
      { cluster: { ...cluster, master: ['m:1'] }, task: { type: 'worker', index: 0 } },
      'TF_CONFIG names both a chief and a master, which are the same: leave one out.',
    ],
    [
      { cluster: { ...cluster, cook: ['m:1'] }, task: { type: 'worker', index: 0 } },
      'TF_CONFIG names the job "cook", but must name chief and worker: leave it out.',
    ],
    [
      { cluster, task: { type: 'ps', index: 0 } },
      'TF_CONFIG has the task type "ps", but must have one that its cluster names: chief, worker.',
    ],
    [{ cluster }, 'TF_CONFIG has the task type nothing, but must have one that its cluster names: chief, worker.'],
    [
      { cluster, task: { type: 'worker', index: 2 } },
      'TF_CONFIG has the task index 2 of worker, but must have one from 0 to 1: correct it.',
    ],
    [
      { cluster, task: { type: 'worker', index: -1 } },
      'TF_CONFIG has the task index -1 of worker, but must have one from 0 to 1: correct it.',
    ],
    [
      { cluster, task: { type: 'worker' } },
      'TF_CONFIG has the task index nothing of worker, but must have one from 0 to 1: correct it.',
    ],
    [
      { cluster: { worker: 'a:1' }, task: {} },
      'TF_CONFIG has for worker "a:1", but must have a list of host:port: correct it.',
    ],
    [{ cluster: [], task: {} }, 'TF_CONFIG has for cluster [], but must have an object: correct it.'],
    [7, 'TF_CONFIG is 7, but must be an object: correct it.'],
    [
      { cluster: { worker: ['a:1', 'a:1'] }, task: { type: 'worker', index: 0 } },
      'TF_CONFIG names a:1 twice, but each process needs an address of its own: give one another port.',
    ],
    [
      { cluster: { worker: ['a', 'b:1'] }, task: { type: 'worker', index: 0 } },
      'TF_CONFIG names "a", but each must be host:port, with a port from 1 to 65535: correct it.',
    ],
  ])('%j is refused', (config, sentence) => {
    expect(() => tf(config)).toThrow(new Error(sentence));
  });

  test('that is no JSON is refused in one sentence', () => {
    expect(() => place({ TF_CONFIG: "{'cluster': 1}" })).toThrow(/^TF_CONFIG is no JSON \(.*\): correct it\.$/s);
  });
});

describe('the variables of torchrun', () => {
  test('say which of how many, and where rank 0 is', () => {
    expect(place({ ...slurm, ...torch })).toEqual({
      rank: 1,
      size: 4,
      rendezvous: { host: 'n1', port: 29500 },
      from: 'torchrun',
    });
    expect(place({ ...torch, MASTER_ADDR: '[::1]' })?.rendezvous.host).toBe('::1');
  });

  test('leave MASTER_PORT to torchrun where it listens there itself, and to ADVTRAIN_PORT where that is set', () => {
    expect(place({ ...torch, TORCHELASTIC_USE_AGENT_STORE: 'True' })?.rendezvous.port).toBe(29501);
    expect(place({ ...torch, TORCHELASTIC_USE_AGENT_STORE: 'False' })?.rendezvous.port).toBe(29500);
    expect(place({ ...torch, ADVTRAIN_PORT: '4000' })?.rendezvous.port).toBe(4000);
  });

  test('of one process are no cluster', () => {
    expect(place({ ...torch, RANK: '0', WORLD_SIZE: '1' })).toBeUndefined();
  });

  test.each([
    [{ RANK: '4' }, 'RANK is 4, but WORLD_SIZE is 4: ranks go from 0 to 3; start the processes by what sets both.'],
    [
      { RANK: '-1' },
      'RANK is "-1", but must be a whole number of at least 0: correct it, or start the processes by what sets it.',
    ],
    [
      { WORLD_SIZE: 'two' },
      'WORLD_SIZE is "two", but must be a whole number of at least 1: correct it, or start the processes by what sets it.',
    ],
    [
      { WORLD_SIZE: '0' },
      'WORLD_SIZE is "0", but must be a whole number of at least 1: correct it, or start the processes by what sets it.',
    ],
    [
      { MASTER_PORT: '65536' },
      'MASTER_PORT is "65536", but must be a whole number from 1 to 65535: correct it, or start the processes by what sets it.',
    ],
    [{ MASTER_ADDR: 'tcp://n1' }, `MASTER_ADDR is "tcp://n1", but must be a host's name or address: correct it.`],
    [{ MASTER_PORT: '' }, 'RANK, WORLD_SIZE, MASTER_ADDR are set, but not MASTER_PORT: set all four, or none of them.'],
    [
      { WORLD_SIZE: undefined, MASTER_ADDR: undefined, MASTER_PORT: undefined },
      'RANK is set, but not WORLD_SIZE, MASTER_ADDR, MASTER_PORT: set all four, or none of them.',
    ],
  ])('with %j are refused', (change, sentence) => {
    expect(() => place({ ...torch, ...change })).toThrow(new Error(sentence));
  });
});

describe("Slurm's variables", () => {
  test('say which of how many, and meet at the first node', () => {
    const { rendezvous, ...rest } = place(slurm)!;
    expect(rest).toEqual({ rank: 2, size: 4, from: 'Slurm' });
    expect(rendezvous.host).toBe('n09');
  });

  test('give all of a step one port, and steps and jobs beside it others, below those that systems give out', () => {
    const port = (job: number, step: number, rank = 0) =>
      place({ ...slurm, SLURM_JOB_ID: String(job), SLURM_STEP_ID: String(step), SLURM_PROCID: String(rank) })!
        .rendezvous.port;
    expect(port(7, 0, 3)).toBe(port(7, 0, 0));
    const ports = [0, 1, 2, 3, 4, 5].flatMap((job) => [0, 1, 2, 3].map((step) => port(4_194_303 + job, step)));
    expect(new Set(ports).size).toBe(24);
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(12_000);
    expect(Math.max(...ports)).toBeLessThan(32_768);
    expect(place({ ...slurm, ADVTRAIN_PORT: '5000' })?.rendezvous.port).toBe(5000);
  });

  test('are no cluster in a batch script, whatever number of tasks it asked for, and in a step of one', () => {
    const script = { SLURM_JOB_ID: '7', SLURM_PROCID: '0', SLURM_NTASKS: '4', SLURM_NODELIST: 'n[1-4]' };
    expect(place(script)).toBeUndefined();
    expect(place({ ...script, SLURM_STEP_ID: '0', SLURM_STEP_NUM_TASKS: '1' })).toBeUndefined();
  });

  test('of older versions have the number of tasks and the nodes of the job', () => {
    const { SLURM_STEP_NUM_TASKS: _, SLURM_STEP_NODELIST: __, ...old } = slurm;
    expect(place({ ...old, SLURM_NTASKS: '3', SLURM_NODELIST: 'k7' })).toMatchObject({
      size: 3,
      rendezvous: { host: 'k7' },
    });
  });

  test.each([
    [
      { SLURM_PROCID: '4' },
      'SLURM_PROCID is 4, but SLURM_STEP_NUM_TASKS is 4: ranks go from 0 to 3; start the processes by what sets both.',
    ],
    [
      { SLURM_STEP_NODELIST: undefined },
      'SLURM_STEP_NUM_TASKS is 4, but SLURM_STEP_NODELIST is not set: start the processes by srun, which sets both.',
    ],
    [
      { SLURM_STEP_NODELIST: '[' },
      'SLURM_STEP_NODELIST is "[", but must be a list of nodes such as n[1-2],m: start the processes by srun, which sets it.',
    ],
    [
      { ADVTRAIN_PORT: 'x' },
      'ADVTRAIN_PORT is "x", but must be a whole number from 1 to 65535: correct it, or start the processes by what sets it.',
    ],
  ])('with %j are refused', (change, sentence) => {
    expect(() => place({ ...slurm, ...change })).toThrow(new Error(sentence));
  });

  test.each([
    ['n', 'n'],
    ['n,m', 'n'],
    ['n[1-3,7],m', 'n1'],
    ['n[007-010]', 'n007'],
    ['n[5,1]', 'n5'],
    ['rack[1-2]n[01-10].cluster,x', 'rack1n01.cluster'],
  ])('name in "%s" first %s', (list, first) => {
    expect(firstNode(list)).toBe(first);
  });
});

test('without any of these, a process is alone', () => {
  expect(place({ PATH: '/bin' })).toBeUndefined();
});
