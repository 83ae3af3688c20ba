/** `--backend`, as a command takes an option. */
export const backendOption = [
  '--backend <name>',
  'native, wasm, cpu, tfjs-node or tfjs-node-gpu (default: the fastest there is)',
] as const;
