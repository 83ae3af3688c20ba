/** Which process this is of how many that train one model. */
export interface Place {
  /** From 0 on. Rank 0 is whom the others meet at. */
  readonly rank: number;
  /** How many processes there are: at least 2. */
  readonly size: number;
  /** Where rank 0 listens until all have come. */
  readonly rendezvous: { readonly host: string; readonly port: number };
  /** Where each rank's TensorFlow is to listen, as `host:port` by rank, where that was given. */
  readonly hosts?: readonly string[];
  /** What said so. */
  readonly from: 'options' | 'TF_CONFIG' | 'torchrun' | 'Slurm';
}
