import { addressOf } from '../place/address.ts';

/**
 * The environment variable by which TensorFlow reaches other processes directly: it would connect to them through the proxies of
 * `grpc_proxy`, `https_proxy` and `http_proxy`, to this very host even, and wait in silence. It is read when the first connection is made.
 *
 * @param env the environment variables, whose exceptions stay
 * @param hosts where each rank listens, as `host:port`
 */
export function withoutProxy(
  env: Readonly<NodeJS.ProcessEnv>,
  hosts: readonly string[],
): { readonly no_grpc_proxy: string } {
  // Where there is the one, gRPC does not read the other.
  const before = (env['no_grpc_proxy'] ?? env['no_proxy'] ?? '').split(',').map((each) => each.trim());
  const names = hosts.map((host) => addressOf(host)?.host ?? host);
  return { no_grpc_proxy: [...new Set([...before, ...names])].filter((each) => each !== '').join(',') };
}
