import { formatBytes } from '../fetch/index.ts';
import type { DoctorReport } from './doctor.ts';
import type { StepSupport, Supported } from './step-support.ts';

/**
 * The report as text for a terminal.
 *
 * @param report what {@link doctor} found.
 */
export function formatDoctor(report: DoctorReport): string {
  const { platform: machine, cache } = report;
  const size = formatBytes(machine.memoryBytes);
  const lines = [
    [
      'Platform',
      `${machine.name}${machine.glibc ? `, GNU C library ${machine.glibc}` : ''}, ${machine.cores} cores, ${size}`,
    ],
    ['Node', machine.node],
    ['CPU features', machine.cpuFeatures.join(' ') || 'unknown'],
    ['GPU', report.gpus.join('; ') || 'none found (nvidia-smi)'],
    ['Compiler', report.compiler ?? 'none found'],
    ['pip', report.pip ?? 'none found'],
    ['TensorFlow', report.tensorflow ?? 'does not run here'],
    ['Engine', report.why],
    ...report.backends.map(({ backend, chosen, reason }) => [`${chosen ? '→' : ' '} ${backend}`, reason]),
    ...describeSteps(report.steps),
    ['Cache', cache.folder],
    ...cache.entries.map(({ name, bytes }) => [`  ${name}`, formatBytes(bytes)]),
  ] as const;
  const width = Math.max(...lines.map(([name = '']) => name.length));
  const table = lines.map(([name = '', text = '']) => `${name.padEnd(width)}  ${text}`);
  const advice = report.advice.length > 0 ? report.advice.map((line) => `- ${line}`) : ['- Nothing: all is well.'];
  return [...table, '', 'What to do next', ...advice].join('\n');
}

function describeSteps(steps: StepSupport | undefined): [string, string][] {
  if (!steps) return [];
  const describe = ({ available, reason }: Supported): string => `${available ? 'yes' : 'no'}: ${reason}`;
  return [
    ['Steps recorded', describe(steps.recording)],
    ['Fused on CPUs', describe(steps.fused)],
    ['XLA', describe(steps.xla)],
  ];
}
