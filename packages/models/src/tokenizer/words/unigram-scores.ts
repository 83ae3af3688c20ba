/**
 * A score as Python's tokenizers read it. The parser there turns the digits into a number and divides it by a power of ten,
 * each with its own rounding. Often that is a bit away from the nearest number, and decides which of two ways of splitting a
 * word, whose scores add up to the same, is the better one.
 */
export function readTwice(score: number): number {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(score)) ?? [];
  if (sign === undefined) return score;
  const digits = Number(whole + fraction);
  const power = Number(exponent) - fraction.length;
  const scale = Number(`1e${Math.abs(power)}`);
  const size = power < 0 ? digits / scale : digits * scale;
  return sign === '-' ? -size : size;
}
