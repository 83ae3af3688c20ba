import { readFileSync } from 'node:fs';

/** Takes the process's memory of now as its baseline; what it returns gives the peak since the start above that, in bytes. */
export function memory(): () => number {
  const baseline = process.memoryUsage.rss();
  return () => peakBytes() - baseline;
}

/** The most memory that the process ever held. Linux counts it from the start of the program, `getrusage` of the fork. */
function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
