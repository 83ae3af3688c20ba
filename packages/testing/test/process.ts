import { spawn } from 'node:child_process';

/** What a process said and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Nx's own variables, and its wish for colours, are kept from it. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(NX_|VITEST|npm_|FORCE_COLOR$)/.test(name));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...Object.fromEntries(inherited), ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Runs a program that must succeed, and returns its standard output. */
export async function output(
  program: string,
  args: readonly string[],
  cwd: string,
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, cwd, env);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** Whether npm can reach the registry it is set up for; tests that install skip where it cannot. */
export async function registryAnswers(cwd: string): Promise<boolean> {
  const { code } = await run('npm', ['view', '@tensorflow/tfjs-core@4.22.0', 'version'], cwd);
  return code === 0;
}
