import * as tf from '@tensorflow/tfjs-core';
import type { Cluster } from '../contract/cluster.ts';
import type { Model, Params } from '../contract/model.ts';
import type { Tensors } from '../contract/plugin.ts';
import type { Optimizer, ScaledApply } from './optimizer.ts';

/** Whose memory is shared out, and among whom. */
export interface Sharing {
  readonly cluster: Cluster;
  /** The model's parameters, which are the same in all processes. */
  readonly params: Model['params'];
}

/**
 * An optimizer whose moments the processes of a cluster share out (ZeRO stage 1, Rajbhandari et al., 2020): each keeps those of some
 * parameters, moves these, and gets the others moved. The bits are those of the optimizer inside; each process has about
 * 1 / size of its moments, for sending the parameters once around after each step. A checkpoint has
 * the moments of all, and may be resumed without sharing. Clipping goes around it, for it needs the whole gradient.
 *
 * @param optimizer what keeps moments, such as `adamw`: it must move each parameter by its own gradient.
 * @param sharing the cluster, and the parameters. Throws where there are fewer parameters than processes.
 */
export function sharded(optimizer: Optimizer, { cluster, params }: Sharing): Optimizer {
  const owners = ownersOf(params, cluster.size);
  const isOwn = (name: string): boolean => owners.get(name) === cluster.rank;
  const applyScaled: ScaledApply = (variables, gradient, clock, scale) => {
    const own = Object.fromEntries(Object.entries(gradient).filter(([name]) => isOwn(name)));
    moveOwn(optimizer, { params: variables, gradient: own, clock, scale });
    const names = Object.keys(gradient);
    const moved = cluster.broadcast(
      names.map((name) => variables[name]!),
      names.map((name) => owners.get(name)!),
    );
    names.forEach((name, i) => {
      if (!isOwn(name)) variables[name]!.assign(moved[i]!);
    });
  };
  return {
    apply: applyScaled,
    applyScaled,
    state: {
      save: () => gathered(optimizer.state.save(), { cluster, params }, owners),
      load: (tensors) => {
        const names = Object.keys(tensors);
        const own = names.filter((name) => isOwn(parameterOf(name, params)));
        tf.dispose(names.filter((name) => !own.includes(name)).map((name) => tensors[name]!));
        optimizer.state.load(Object.fromEntries(own.map((name) => [name, tensors[name]!])));
      },
    },
    dispose: () => optimizer.dispose(),
  };
}

/** The rank that has each parameter. */
type Owners = ReadonlyMap<string, number>;

/** Which process has which parameter: the largest first, each to the one that has least. */
function ownersOf(params: Params, size: number): Owners {
  const names = Object.keys(params).sort((a, b) => params[b]!.size - params[a]!.size || (a < b ? -1 : 1));
  if (names.length < size)
    throw new Error(
      `${names.length} parameters cannot be shared out to ${size} processes: leave the optimizer whole in each.`,
    );
  const loads = Array.from({ length: size }, () => 0);
  const owners = new Map<string, number>();
  for (const name of names) {
    const owner = loads.indexOf(Math.min(...loads));
    owners.set(name, owner);
    loads[owner]! += params[name]!.size;
  }
  return owners;
}

interface Move {
  readonly params: Model['params'];
  readonly gradient: Params;
  readonly clock: Parameters<ScaledApply>[2];
  readonly scale: tf.Scalar | undefined;
}

function moveOwn(optimizer: Optimizer, { params, gradient, clock, scale }: Move): void {
  if (optimizer.applyScaled) {
    optimizer.applyScaled(params, gradient, clock, scale);
    return;
  }
  const entries = Object.entries(gradient).map(([name, g]) => [name, scale ? tf.mul(g, scale) : g] as const);
  optimizer.apply(params, Object.fromEntries(entries), clock);
}

/** The moments of all processes: of each parameter those that this one's own have. */
function gathered(own: Tensors, { cluster, params }: Sharing, owners: Owners): Tensors {
  const kinds = new Set(Object.keys(own).map((name) => name.slice(0, name.length - parameterOf(name, params).length)));
  const names = [...kinds].sort().flatMap((kind) => Object.keys(params).map((name) => [kind + name, name] as const));
  if (names.length === 0) return {};
  cluster.begin();
  const all = cluster.broadcast(
    names.map(([moment, name]) => own[moment] ?? params[name]!),
    names.map(([, name]) => owners.get(name)!),
  );
  return Object.fromEntries(names.map(([moment], i) => [moment, all[i]!]));
}

/** The parameter that a moment is of, whose name it ends with. */
function parameterOf(moment: string, params: Params): string {
  const found = Object.keys(params).filter((name) => moment.endsWith(name));
  const [longest] = found.sort((a, b) => b.length - a.length);
  if (longest === undefined)
    throw new Error(`The optimizer keeps "${moment}", which is of no parameter: it cannot be shared out.`);
  return longest;
}
