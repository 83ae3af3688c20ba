/** `--backend`, as a command takes an option. */
export const backendOption = [
  '--backend <name>',
  'native, wasm, cpu, tfjs-node or tfjs-node-gpu (default: a tfjs-node where you have installed one, else the fastest there is)',
] as const;
