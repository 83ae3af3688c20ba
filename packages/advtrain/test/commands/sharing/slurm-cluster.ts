import { execFile, execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const daemons = ['munged', 'slurmctld', 'slurmd'];
const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** A cluster of Slurm of this machine alone, with a partition `low` whose jobs those of `high` preempt. */
export interface SlurmCluster {
  /** What its commands need in their surroundings. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command of Slurm's, and gives what it prints. */
  slurm(command: string, ...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Why there can be no cluster here; `undefined` where there can. */
export function whyNoSlurm(): string | undefined {
  const missing = daemons.filter((name) => {
    try {
      execFileSync('sh', ['-c', `command -v ${name}`], { env: { PATH: path }, stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
  return missing.length === 0 ? undefined : `${missing.join(', ')} not installed (Debian's slurm-wlm and munge)`;
}

/** Begins a cluster with ports, folders and a key of its own. */
export async function slurmCluster(): Promise<SlurmCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'advtrain-slurm-'));
  const at = (name: string) => join(folder, name);
  for (const name of ['state', 'spool']) mkdirSync(at(name));
  writeFileSync(at('key'), randomBytes(1024));
  chmodSync(at('key'), 0o400);
  writeFileSync(at('slurm.conf'), configuration(at, await freePort(), await freePort()));
  const env = { PATH: path, SLURM_CONF: at('slurm.conf') };
  const children: ChildProcess[] = [];
  const begin = (command: string, ...args: readonly string[]) => {
    children.push(spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore' }));
  };
  const own = ['socket=munge.sock', 'pid-file=munge.pid', 'log-file=munge.log', 'seed-file=munge.seed', 'key-file=key'];
  const slurm = async (command: string, ...args: readonly string[]) =>
    (await promisify(execFile)(command, args, { env: { ...process.env, ...env } })).stdout;
  const stop = async () => {
    // Not jobs, whose processes Slurm alone knows.
    await slurm('scancel', `--user=${userInfo().username}`).catch(() => undefined);
    while ((await slurm('squeue', '--noheader').catch(() => '')) !== '') await sleep(200);
    const alive = children.filter((child) => child.exitCode === null && child.signalCode === null).reverse();
    for (const child of alive) child.kill('SIGTERM');
    await Promise.all(alive.map((child) => once(child, 'exit')));
    rmSync(folder, { recursive: true, force: true });
  };
  begin('munged', '--foreground', '--force', ...own.map((each) => `--${each.replace('=', `=${folder}/`)}`));
  await sleep(500);
  begin('slurmctld', '-D', '-c');
  begin('slurmd', '-D', '-c');
  for (let tries = 0; tries < 100; tries++) {
    if ((await slurm('sinfo', '--noheader').catch(() => '')).includes('idle')) return { env, slurm, stop };
    await sleep(200);
  }
  await stop();
  throw new Error('The cluster does not come up.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function configuration(at: (name: string) => string, controller: number, node: number): string {
  const host = hostname().split('.')[0]!;
  const { username } = userInfo();
  return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${node}
SlurmUser=${username}
SlurmdUser=${username}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=${at('munge.sock')},cred_expire=5
StateSaveLocation=${at('state')}
SlurmdSpoolDir=${at('spool')}
SlurmctldPidFile=${at('slurmctld.pid')}
SlurmdPidFile=${at('slurmd.pid')}
SlurmctldLogFile=${at('slurmctld.log')}
SlurmdLogFile=${at('slurmd.log')}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
KillWait=15
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmdParameters=config_overrides
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=low Nodes=${host} Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE
PartitionName=high Nodes=${host} MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
`;
}
