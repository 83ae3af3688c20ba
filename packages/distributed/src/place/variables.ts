/** A whole number that a variable has to have. */
export function wholeIn(
  env: Readonly<NodeJS.ProcessEnv>,
  name: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const text = env[name]?.trim() ?? '';
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const rule = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new Error(
    `${name} is "${text}", but must be a whole number ${rule}: correct it, or start the processes by what sets it.`,
  );
}

/** This process's rank, which is less than how many there are. */
export function rankIn(
  env: Readonly<NodeJS.ProcessEnv>,
  name: string,
  sizeName: string,
): { rank: number; size: number } {
  const size = wholeIn(env, sizeName, 1);
  const rank = wholeIn(env, name, 0);
  if (rank < size) return { rank, size };
  throw new Error(
    `${name} is ${rank}, but ${sizeName} is ${size}: ranks go from 0 to ${size - 1}; start the processes by what sets both.`,
  );
}

/** The port that `ADVTRAIN_PORT` asks for. */
export function portAsked(env: Readonly<NodeJS.ProcessEnv>): number | undefined {
  return env['ADVTRAIN_PORT'] ? wholeIn(env, 'ADVTRAIN_PORT', 1, 65535) : undefined;
}
