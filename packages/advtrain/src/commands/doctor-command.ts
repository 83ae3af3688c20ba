import { Command } from 'commander';

/** `advtrain doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Say what this machine can run, what was chosen and why, and what to do next.')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ advtrain doctor')
    .action(async ({ json }: { json?: boolean }) => {
      const { doctor, formatDoctor } = await import('@advtrain/engine');
      const report = await doctor();
      process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${formatDoctor(report).trimEnd()}\n`);
    });
}
