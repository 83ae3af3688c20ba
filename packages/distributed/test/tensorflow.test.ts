import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { serverDef, taskName, withoutProxy } from '../src/index.ts';

/** What is used of tensorflow_server.proto, cluster.proto and config.proto. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message JobDef { string name = 1; map<int32, string> tasks = 2; }
  message ClusterDef { repeated JobDef job = 1; }
  message Experimental { string collective_group_leader = 1; }
  message ConfigProto { repeated string device_filters = 4; Experimental experimental = 16; }
  message ServerDef {
    ClusterDef cluster = 1; string job_name = 2; int32 task_index = 3;
    ConfigProto default_session_config = 4; string protocol = 5;
  }`);
const ServerDef = root.lookupType('ServerDef');

describe('a ServerDef', () => {
  // Lengths and ranks below and above one byte of seven bits, and two.
  test.each([
    [2, 1, 'a'],
    [300, 200, 'worker-of-a-long-name.training.svc.cluster.local'],
    [1000, 0, 'b'],
  ])(
    'of %i processes, for rank %i, has the bytes of another encoder, and says the same to its decoder',
    (size, rank, name) => {
      const hosts = Array.from({ length: size }, (_, at) => `${name}-${at}:2222`);
      const tasks = Object.fromEntries(hosts.map((host, at) => [at, host]));
      const meant = {
        cluster: { job: [{ name: 'worker', tasks }] },
        jobName: 'worker',
        taskIndex: rank,
        defaultSessionConfig: {
          deviceFilters: [`/job:worker/task:${rank}`],
          experimental: { collectiveGroupLeader: '/job:worker/replica:0/task:0' },
        },
        protocol: 'grpc',
      };
      const bytes = serverDef(hosts, rank);
      expect(ServerDef.toObject(ServerDef.decode(bytes), { defaults: true })).toEqual(meant);
      const other = ServerDef.encode(ServerDef.create(meant)).finish();
      expect(Buffer.compare(bytes, other)).toBe(0);
    },
  );

  test('is not made for a rank that there is not', () => {
    expect(() => serverDef(['a:1', 'b:1'], 2)).toThrow(
      new Error('The rank is 2, but 2 hosts are given: ranks go from 0 to 1.'),
    );
  });

  test('calls processes what TensorFlow does', () => {
    expect(taskName(3)).toBe('/job:worker/replica:0/task:3');
  });
});

describe('the variable against proxies', () => {
  test('names the hosts beside the exceptions that there are', () => {
    const hosts = ['10.0.0.1:1', '10.0.0.1:2', '[fe80::1]:3', 'n1:4'];
    expect(withoutProxy({}, hosts)).toEqual({ no_grpc_proxy: '10.0.0.1,fe80::1,n1' });
    expect(withoutProxy({ no_grpc_proxy: 'x, n1' }, hosts).no_grpc_proxy).toBe('x,n1,10.0.0.1,fe80::1');
  });

  test('takes over no_proxy, which gRPC would not read any more', () => {
    expect(withoutProxy({ no_proxy: '.example' }, ['a:1']).no_grpc_proxy).toBe('.example,a');
    expect(withoutProxy({ no_proxy: '.example', no_grpc_proxy: 'b' }, ['a:1']).no_grpc_proxy).toBe('b,a');
  });
});
