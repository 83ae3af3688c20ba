/** The number of threads that `ADVTRAIN_THREADS` asks for; undefined where it asks for none. */
export function threads(): number | undefined {
  const text = process.env['ADVTRAIN_THREADS'];
  if (!text) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1024) return count;
  throw new Error(`ADVTRAIN_THREADS is ${text}, but must be a whole number from 1 to 1024.`);
}
