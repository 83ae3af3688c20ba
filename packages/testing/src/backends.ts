import { engine } from '@advtrain/engine';
import { beforeAll, describe } from 'vitest';

/** A backend that tests run on. */
export type TestBackend = 'native' | 'wasm' | 'cpu';

/** Why native TensorFlow cannot be used here; `undefined` where it can. */
const missing = await engine({ backend: 'native' }).then(
  () => undefined,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);

const required = process.env['ADVTRAIN_REQUIRE_NATIVE'] === '1';

/** The backends that can be compared here: all, or those without native TensorFlow where it may be missing. */
export const backendsHere: readonly TestBackend[] =
  missing === undefined || required ? ['native', 'wasm', 'cpu'] : ['wasm', 'cpu'];

/** Vitest's own 5 s are too few to compile a step in, so that tests which others call do not leave the time to their configuration. */
export const longest = { timeout: 120_000 };

/**
 * Runs tests on several backends, one after the other. Where native TensorFlow is not installed its tests skip and say
 * so; with `ADVTRAIN_REQUIRE_NATIVE=1` they fail.
 *
 * @param backends which, in their order.
 * @param tests defines tests; called once a backend, which runs by then.
 */
export function onBackends(backends: readonly TestBackend[], tests: (backend: TestBackend) => void): void {
  for (const backend of backends) {
    const absent = backend === 'native' && missing !== undefined && !required;
    describe.skipIf(absent)(absent ? `native (skipped: ${missing})` : backend, () => {
      beforeAll(async () => void (await engine({ backend })), longest.timeout);
      tests(backend);
    });
  }
}
