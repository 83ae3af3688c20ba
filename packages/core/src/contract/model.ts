import type { Key } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';

/** Tensors by name. A model's live parameters are variables; a teacher's are plain tensors. */
export type Params = Readonly<Record<string, tf.Tensor>>;

/** What a model reads of a batch. */
export interface Inputs {
  /** Token ids [B, T] (int32; multiple choice [B, C, T]), or pixels [B, H, W, C] (float32, in the model's domain). */
  readonly values: tf.Tensor;
  /** 1 for tokens, 0 for padding, in the shape of the ids (float32). Absent for images. */
  readonly mask?: tf.Tensor;
  /** Segment ids in the shape of the ids (int32). Absent means all zero. */
  readonly types?: tf.Tensor;
  /** The right answers [R] (int32), for a model that is asked how near an example is to an error. Absent: nobody asks that. */
  readonly answers?: tf.Tensor1D;
}

/** The label of a row of logits that does not count: of a token that is none of a word, or another than its first. */
export const uncounted = -1;

/** B examples. Whoever creates the tensors disposes them. */
export interface Batch {
  readonly inputs: Inputs;
  /**
   * Class indices [R] (int32), one for each row of logits, where R is B unless a model has several {@link Model.rows} for an example:
   * then one example's follow one another, and those that do not count are {@link uncounted}. Targets [B] (float32) for regression.
   */
  readonly labels: tf.Tensor1D;
}

/**
 * A classifier in three pieces, cut where adversarial training reaches in:
 * `inputs --embed--> x --stem--> hidden --trunk--> logits`. The perturbation is added to x.
 * Every piece is a pure function of its arguments, recordable as one TensorFlow function: it reads no value back.
 */
export interface Model {
  /**
   * The parameters that train, by their Hugging Face names: gradients, moments, plugins and checkpoints know no others. Best in the order
   * in which a forward pass first reads them: processes sum their gradients from the last to the first, as a backward pass gives them.
   */
  readonly params: Readonly<Record<string, tf.Variable>>;
  /** Those that do not, which are constants of the pieces. Absent where all train. */
  readonly frozen?: Readonly<Record<string, tf.Variable>>;
  /**
   * What the gradients of `params` cost in multiplications, as a share of what the gradients of all parameters of a model that
   * trains whole cost, in [0, 1]: costs in units are stated with it, of passes through a part as well. Default 1.
   */
  readonly weightShare?: number;
  /** The interval that x + δ must stay in: [0, 1] for pixels. Absent for embeddings. */
  readonly domain?: readonly [low: number, high: number];
  /**
   * What an example has several rows of logits for: each of its tokens, [B · T, C], of which those that are labelled count; or the two
   * ends of an answer among its tokens, [2 · B, T]. Absent: it has one.
   */
  readonly rows?: 'tokens' | 'ends';
  /** How many blocks there are to cut between: a stem's `depth` is in 0 … blocks. */
  readonly blocks: number;
  /**
   * The share of a whole forward pass that the stem of this depth takes, in [0, 1]: YOPO's costs are stated with it.
   *
   * @param depth how many blocks the stem has, from 0 on.
   */
  stemShare(depth: number): number;
  /**
   * The shape of the stem's output for an x of this shape; `depth` as for `stem`.
   *
   * @param x the shape of x, the batch first.
   * @param depth how many blocks the stem has. Default 1.
   */
  hiddenShape(x: readonly number[], depth?: number): number[];
  /**
   * Ids [B, T] → word embeddings [B, T, D] (multiple choice [B, C, T, D]); the identity for pixels. A look-up, linear in its
   * table: the table's gradient is made once a step, of what all rounds send to x, whichever parameters they are taken at.
   *
   * @param params θ by name.
   * @param inputs the batch's inputs.
   */
  embed(params: Params, inputs: Inputs): tf.Tensor;
  /**
   * What comes before the cut: x → hidden, through the first `depth` blocks (default 1). No key is no dropout.
   *
   * @param params θ by name.
   * @param x the embedded point with δ added.
   * @param inputs the batch's inputs, which hold the mask.
   * @param key the stream that dropout masks are drawn from.
   * @param depth how many blocks come before the cut.
   */
  stem(params: Params, x: tf.Tensor, inputs: Inputs, key?: Key, depth?: number): tf.Tensor;
  /**
   * What comes after it: hidden → logits [R, C], a row an example unless `rows` says otherwise, through the blocks from `depth` (default 1) on.
   *
   * @param params θ by name.
   * @param hidden the stem's output.
   * @param inputs the batch's inputs, which hold the mask.
   * @param key the stream that dropout masks are drawn from.
   * @param depth where the cut was made: the same as for `stem`.
   */
  trunk(params: Params, hidden: tf.Tensor, inputs: Inputs, key?: Key, depth?: number): tf.Tensor2D;
}

/**
 * The tensors of a batch, in order.
 *
 * @param batch its inputs and labels; nothing is copied.
 */
export function tensorsOf({ inputs, labels }: Batch): tf.Tensor[] {
  const { values, mask, types, answers } = inputs;
  return [values, labels, mask, types, answers].filter((tensor) => tensor !== undefined);
}

/** The types and shapes of a batch's tensors. */
export function describeBatch(batch: Batch): string {
  return tensorsOf(batch)
    .map(({ shape, dtype }) => `${dtype}[${shape.join()}]`)
    .join();
}
