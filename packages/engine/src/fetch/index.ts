export { fetchArtifact, sha256Of, type Artifact, type FetchOptions } from './artifact.ts';
export { cacheDir, formatBytes, moveInto, needSpace, sizeOf } from './cache.ts';
export type { HubFile, HubRepo } from './hub/hub-listing.ts';
export { cachedHub, fetchHub, type Choose, type HubOptions, type HubSnapshot } from './hub/hub.ts';
export { lives, tryLock, withLock, type Lock, type Owner } from './lock.ts';
export { isOffline } from './offline.ts';
export { printable } from './printable.ts';
export { silentReporter, terminalReporter, type Progress, type Reporter } from './reporter.ts';
export { unzip, type UnzipOptions } from './unzip.ts';
