import { UsageError } from '@advtrain/compare';

/** Where the runs of a comparison are done: in so many processes of this machine, or as jobs of Slurm. */
export type On = { readonly kind: 'local'; readonly workers: number } | { readonly kind: 'slurm' };

/** Most processes that one machine is asked for. */
const most = 256;

/** What `--on` says. Throws a {@link UsageError} for anything else. */
export function askedOn(text: string | undefined): On | undefined {
  if (text === undefined) return undefined;
  if (text === 'slurm') return { kind: 'slurm' };
  const workers = Number(/^local:(\d+)$/.exec(text)?.[1]);
  if (workers >= 1 && workers <= most) return { kind: 'local', workers };
  throw new UsageError(
    `--on is ${text}, but must be local:N with a number of processes from 1 to ${most}, such as local:4, or slurm.`,
  );
}
