import { asked } from './asked.ts';
import type { Asked } from './asked.ts';
import type { Place } from './placed.ts';
import { ofSlurm } from './slurm.ts';
import { ofTensorFlow } from './tf-config.ts';
import { ofTorch } from './torch.ts';

/**
 * Which process this is, by the first of these that says so: the options, `TF_CONFIG` (Kubernetes' training operators), `RANK`,
 * `WORLD_SIZE`, `MASTER_ADDR` and `MASTER_PORT` (torchrun), or a step of Slurm's that `srun` began. Undefined where none does, where the
 * process is the only one, and where it is an evaluator of `TF_CONFIG`, which does not train.
 *
 * `ADVTRAIN_PORT` is the port of the rendezvous under Slurm and torchrun, where the one that follows from their variables is taken.
 *
 * @param env the environment variables
 * @param options the addresses of all processes and this one's rank, where they are given by hand
 * @throws where what was given contradicts itself, in a sentence with value, rule and remedy
 */
export function place(env: Readonly<NodeJS.ProcessEnv>, options: Asked = {}): Place | undefined {
  if (options.workers !== undefined || options.rank !== undefined) return asked(options);
  if (env['TF_CONFIG']) return ofTensorFlow(env['TF_CONFIG']);
  return ofTorch(env) ?? ofSlurm(env);
}
