import { findInstalled } from '../src/install/installed.ts';

const required = process.env['ADVTRAIN_REQUIRE_NATIVE'] === '1';

/** Whether tests of native TensorFlow are to be skipped: it is not installed, and nobody requires it. */
export const withoutNative = !required && findInstalled() === undefined;

/** The name of a suite that needs native TensorFlow, which says so where it is skipped. */
export function needingNative(name: string): string {
  return withoutNative
    ? `${name} (skipped: native TensorFlow is not installed; run \`npx advtrain engine install\`)`
    : name;
}
