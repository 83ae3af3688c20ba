import * as tf from '@tensorflow/tfjs-core';
import type { Pieces } from './cluster/pieces.ts';
import { toldByEach } from './cluster/told-by-each.ts';
import type { Plugin, Tensors } from './contract/plugin.ts';
import type { Trainer } from './trainer.ts';

/** All that an exact resume needs: tensors by name, and where the run stood. */
export interface Checkpoint {
  /** `params/…`, `optimizer/…` and `plugin/<name>/…`. Take and use them inside one `tf.tidy`. */
  readonly tensors: Tensors;
  /** Strings, as the metadata of a safetensors file are. */
  readonly metadata: Readonly<Record<string, string>>;
}

const version = '2';

/**
 * What a Trainer needs to go on from here, after the last step it has finished. Of processes that train together all ask for it at the
 * same step, and each is given the whole, which may be resumed by any number of them.
 *
 * @param trainer one that is between two steps; its tensors are copied.
 */
export function checkpoint(trainer: Trainer): Checkpoint {
  const { model, optimizer, seed } = trainer.options;
  const tensors = {
    ...prefixed('params/', model.params),
    ...prefixed('optimizer/', optimizer.state.save()),
    ...(Object.assign({}, ...trainer.plugins.map((plugin) => stateOf(plugin, trainer.pieces))) as Tensors),
  };
  const index = String(trainer.index);
  const position = String(trainer.position);
  return {
    tensors,
    metadata: {
      version,
      seed: String(seed),
      index,
      position,
      plugins: JSON.stringify(keeping(trainer)),
      ...recordingsOf(trainer),
    },
  };
}

/**
 * Puts a Trainer, made as the interrupted one was, where a checkpoint was taken; its next `fit` passes over the
 * batches already used. Copies the tensors. Throws a sentence where the checkpoint is of another run.
 *
 * @param trainer with the same model, optimizer, plugins and seed as the interrupted one.
 * @param checkpoint what {@link checkpoint} gave; its tensors stay the caller's.
 */
export function resume(trainer: Trainer, { tensors, metadata }: Checkpoint): void {
  const { model, optimizer, seed } = trainer.options;
  if (metadata.version !== version)
    throw new Error(
      `The checkpoint has version ${metadata.version ?? 'none'}, but this is ${version}: start the run anew.`,
    );
  if (metadata.seed !== String(seed))
    throw new Error(
      `The checkpoint is of a run with seed ${metadata.seed ?? 'none'}, but this one has ${seed}: use the same.`,
    );
  refuseStrangers(trainer, tensors);
  refuseNewcomers(trainer, metadata.plugins);
  const params = stripped('params/', tensors);
  for (const [name, theta] of Object.entries(model.params)) {
    const saved = params[name];
    if (!saved) throw new Error(`The checkpoint has no parameter "${name}": it is of another model.`);
    if (!tf.util.arraysEqual(saved.shape, theta.shape))
      throw new Error(
        `Parameter "${name}" is [${saved.shape.join()}] in the checkpoint, but [${theta.shape.join()}] here: it is of another model.`,
      );
  }
  const moments = stripped('optimizer/', tensors);
  optimizer.state.load(copies(moments));
  const held = optimizer.state.save();
  const strange = Object.keys(moments).find((name) => !(name in held));
  if (strange !== undefined)
    throw new Error(`The checkpoint's optimizer keeps "${strange}", but this one does not: give the same optimizer.`);
  for (const [name, theta] of Object.entries(model.params)) theta.assign(tf.clone(params[name]!));
  const { pieces } = trainer;
  if (pieces) pieces.places = Number(metadata.places ?? 0);
  for (const { name, state } of trainer.plugins) {
    const all = stripped(`plugin/${name}/`, tensors);
    tf.tidy(() => state?.load(copies(state.isByPlace && pieces ? ownOf(pieces, all) : all)));
  }
  trainer.index = Number(metadata.index);
  trainer.position = Number(metadata.position);
  const recordings = pieces ? ofRank(pieces, metadata.recordingsByRank) : metadata.recordings;
  if (recordings !== undefined) trainer.recordingRoom.restore(recordings);
}

/** What runs as functions: in each process what it has of batches, whose shapes are its own. */
function recordingsOf({ pieces, recordingRoom }: Trainer): Readonly<Record<string, string>> {
  const own = recordingRoom.save();
  if (!pieces) return { recordings: own };
  return { recordingsByRank: JSON.stringify(toldByEach(pieces.cluster, own)), places: String(pieces.places) };
}

/** This process's own; none where they were others in number, whose parts had other shapes. */
function ofRank({ cluster }: Pieces, saved = '[]'): string | undefined {
  const all = JSON.parse(saved) as readonly string[];
  return all.length === cluster.size ? all[cluster.rank] : undefined;
}

/** A plugin's state, with the rows of all processes. */
function stateOf({ name, state }: Plugin, pieces: Pieces | undefined): Tensors {
  const own = state?.save() ?? {};
  return prefixed(`plugin/${name}/`, state?.isByPlace && pieces ? pieces.gathered(own) : own);
}

/** This process's rows of a state; a run of one process has kept as many as its batches have. */
function ownOf(pieces: Pieces, all: Tensors): Tensors {
  pieces.places ||= Object.values(all)[0]?.shape[0] ?? 0;
  return pieces.own(all);
}

/** The names of the plugins that keep a state. */
function keeping({ plugins }: Trainer): readonly string[] {
  return plugins.flatMap(({ name, state }) => (state ? [name] : []));
}

/** Refuses plugins whose state the checkpoint would have, had they been there. */
function refuseNewcomers(trainer: Trainer, names = '[]'): void {
  const known = JSON.parse(names) as readonly string[];
  const missing = keeping(trainer).find((name) => !known.includes(name));
  if (missing !== undefined)
    throw new Error(`The checkpoint is of a run without the plugin "${missing}": leave it out, or start the run anew.`);
}

/** Refuses the state of plugins that the Trainer lacks: going on without it would be another run. */
function refuseStrangers({ plugins }: Trainer, tensors: Tensors): void {
  const own = plugins.flatMap(({ name, state }) => (state ? [`plugin/${name}/`] : []));
  const strange = Object.keys(stripped('plugin/', tensors)).find(
    (name) => !own.some((prefix) => `plugin/${name}`.startsWith(prefix)),
  );
  if (strange !== undefined)
    throw new Error(`The checkpoint has the state "${strange}" of a plugin that is not here: give the same plugins.`);
}

function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

function stripped(prefix: string, tensors: Tensors): Tensors {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function copies(tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]));
}
