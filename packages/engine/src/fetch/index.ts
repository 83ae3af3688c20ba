export { fetchArtifact, sha256Of, type Artifact, type FetchOptions } from './artifact.ts';
export { cacheDir, formatBytes, moveInto, needSpace, sizeOf } from './cache.ts';
export { withLock } from './lock.ts';
export { silentReporter, terminalReporter, type Progress, type Reporter } from './reporter.ts';
export { unzip, type UnzipOptions } from './unzip.ts';
