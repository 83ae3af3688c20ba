import { checkShare } from './checked.ts';

/** The polynomial with these coefficients, that of the highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

const upper = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
  220.206867912376,
];
const lower = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
];

/**
 * The share of a standard normal distribution below x, to about 1e-15: Hart's algorithm 5666 as G. West gives it (*Better
 * approximations to cumulative normal functions*, 2005), with a continued fraction in the tails.
 *
 * @param x in standard deviations.
 */
export function normalCdf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return Number.NaN;
  let tail = 0;
  if (size < 37) {
    const density = Math.exp((-size * size) / 2);
    if (size < 7.07106781186547) tail = (density * polynomial(upper, size)) / polynomial(lower, size);
    else tail = density / (size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))))) / Math.sqrt(2 * Math.PI);
  }
  return x > 0 ? 1 - tail : tail;
}

const centre = {
  above: [
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
    1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
  ],
  below: [
    5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
    687.1870074920579083, 42.313330701600911252, 1,
  ],
};
const middle = {
  above: [
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
  ],
  below: [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
  ],
};
const far = {
  above: [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
  ],
  below: [
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1,
  ],
};

/**
 * Where so large a share of a standard normal distribution lies below: algorithm AS 241 (Wichura 1988), to about 1e-15.
 *
 * @param share in (0, 1).
 */
export function normalQuantile(share: number): number {
  checkShare('share', share, 0.975);
  const from = share - 0.5;
  if (Math.abs(from) <= 0.425) {
    const r = 0.180625 - from * from;
    return (from * polynomial(centre.above, r)) / polynomial(centre.below, r);
  }
  const r = Math.sqrt(-Math.log(Math.min(share, 1 - share)));
  const [part, at] = r <= 5 ? ([middle, r - 1.6] as const) : ([far, r - 5] as const);
  const size = polynomial(part.above, at) / polynomial(part.below, at);
  return from < 0 ? -size : size;
}
