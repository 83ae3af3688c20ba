import { launchAsked, launched } from './cluster/processes.ts';
import { crashesAsked } from './crashes/asked.ts';
import { supervise } from './crashes/supervise.ts';
import { followSupervisor, isSupervised } from './crashes/supervised.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const launching = launchAsked(args, process.env);
  if (launching) return launched(launching);
  const supervised = isSupervised();
  const crashes = supervised ? 0 : crashesAsked(args, process.env);
  if (crashes > 0) return supervise(args, crashes);
  if (supervised) followSupervisor();
  // A process that only supervises needs none of it.
  const { runCommand } = await import('./commands/program.ts');
  return runCommand(args);
}
