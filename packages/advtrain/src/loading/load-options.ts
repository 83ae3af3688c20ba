import type { FetchOptions } from '@advtrain/engine/fetch';
import type { FileOptions } from './files/file-options.ts';
import type { SplitOptions } from './load-splits.ts';

/** How data and model are got. */
export interface LoadOptions extends FetchOptions, SplitOptions, FileOptions {
  /**
   * The names of settings that somebody chose. Others may become what suits model and data better, and where neither of those is among them e-mails
   * and a model from scratch, which npm alone provides, take the place of review sentences or a pretrained model that cannot be had (no pip, no
   * network). Default: all of them.
   */
  readonly said?: ReadonlySet<string> | undefined;
  /** Whether adapters are merged into the model where it is saved. Default false: the adapter alone is saved. */
  readonly merge?: boolean | undefined;
}
