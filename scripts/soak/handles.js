import { existsSync, readdirSync } from 'node:fs';

const descriptors = '/proc/self/fd';

/** How many timers, streams and the like keep the process alive; on Linux with the files that it has open. */
export function handles() {
  const files = existsSync(descriptors) ? readdirSync(descriptors).length : 0;
  return process.getActiveResourcesInfo().length + files;
}
