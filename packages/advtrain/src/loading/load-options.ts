import type { FetchOptions } from '@advtrain/engine/fetch';
import type { FileOptions } from './files/file-options.ts';
import type { SplitOptions } from './load-splits.ts';

/** How data and model are got. */
export interface LoadOptions extends FetchOptions, SplitOptions, FileOptions {
  /**
   * Whether to fall back to e-mails and a model from scratch, which npm alone provides, where the review sentences or the
   * pretrained model cannot be had (no pip, no network): for who named neither. Default false.
   */
  readonly mayFallBack?: boolean | undefined;
  /** The names of settings that somebody chose; others may become what suits model and data better. Default: all of them. */
  readonly said?: ReadonlySet<string> | undefined;
  /** Whether adapters are merged into the model where it is saved. Default false: the adapter alone is saved. */
  readonly merge?: boolean | undefined;
}
