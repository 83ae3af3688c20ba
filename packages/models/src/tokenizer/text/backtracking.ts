/** A part of a regular expression. */
type Part =
  | { readonly kind: 'character' }
  | { readonly kind: 'look'; readonly of: Part }
  | { readonly kind: 'either' | 'sequence'; readonly of: readonly Part[] }
  | { readonly kind: 'repeat'; readonly of: Part; readonly least: number; readonly most: number };

/** In how many ways a part may match at a place of a text of length n: at most `factor` · n^`degree`. */
type Ways = { readonly factor: number; readonly degree: number };

/** How many counts of a repetition are a factor; more grow with the text. */
const few = 100;
const mostWays = 1000;

/**
 * Whether an engine that goes back and tries again may be at it for longer than the square of a text's length: where what is repeated
 * can itself match in several ways, as in `(a+)+b`, or repetitions follow one another, as in `a*a*b`, before something that may fail.
 * What the characters are is not looked at, so that some patterns are said to be slow that are not.
 *
 * @param parts the pattern, a valid one, cut into characters, classes, quantifiers, and what opens, parts and closes groups.
 */
export function isSlow(parts: readonly string[]): boolean {
  const { factor, degree } = waysOf(partOf(parts), false);
  return degree > 1 || factor > mostWays;
}

function partOf(parts: readonly string[]): Part {
  let at = 0;
  const either = (): Part => {
    const of = [sequence()];
    while (parts[at] === '|') {
      at++;
      of.push(sequence());
    }
    return of.length === 1 ? of[0]! : { kind: 'either', of };
  };
  const sequence = (): Part => {
    const of: Part[] = [];
    while (at < parts.length && parts[at] !== '|' && parts[at] !== ')') of.push(repeated(one()));
    return { kind: 'sequence', of };
  };
  const one = (): Part => {
    const opening = parts[at++]!;
    if (!opening.startsWith('(')) return { kind: 'character' };
    const of = either();
    at++;
    return opening === '(?=' || opening === '(?!' ? { kind: 'look', of } : of;
  };
  const repeated = (of: Part): Part => {
    const counts = countsOf(parts[at]);
    if (!counts) return of;
    at++;
    // Lazy or not, the ways are as many.
    if (parts[at] === '?') at++;
    return { kind: 'repeat', of, ...counts };
  };
  return either();
}

function countsOf(quantifier = ''): { readonly least: number; readonly most: number } | undefined {
  if (quantifier === '*') return { least: 0, most: Infinity };
  if (quantifier === '+') return { least: 1, most: Infinity };
  if (quantifier === '?') return { least: 0, most: 1 };
  const braces = /^\{(\d+)(,?)(\d*)\}$/.exec(quantifier);
  if (!braces) return undefined;
  const [, least, comma, most] = braces;
  return { least: Number(least), most: comma === '' ? Number(least) : most === '' ? Infinity : Number(most) };
}

/** The ways of a part, where after it comes something that may fail, or nothing does, so that its first way is the last. */
function waysOf(part: Part, isTriedAgain: boolean): Ways {
  switch (part.kind) {
    case 'character':
      return { factor: 1, degree: 0 };
    case 'look':
      return waysOf(part.of, true);
    case 'either': {
      const ways = part.of.map((each) => waysOf(each, isTriedAgain));
      return {
        factor: ways.reduce((sum, { factor }) => (isTriedAgain ? sum + factor : Math.max(sum, factor)), 0),
        degree: Math.max(...ways.map(({ degree }) => degree)),
      };
    }
    case 'sequence': {
      let all: Ways = { factor: 1, degree: 0 };
      let isTried = isTriedAgain;
      for (const each of part.of.toReversed()) {
        const { factor, degree } = waysOf(each, isTried);
        all = { factor: all.factor * factor, degree: all.degree + degree };
        isTried ||= mayFail(each);
      }
      return all;
    }
    case 'repeat':
      return waysOfRepeat(part, isTriedAgain);
  }
}

function waysOfRepeat({ of, least, most }: Extract<Part, { kind: 'repeat' }>, isTriedAgain: boolean): Ways {
  if (most <= 1) {
    const { factor, degree } = waysOf(of, isTriedAgain);
    return { factor: factor + 1, degree };
  }
  // What matches in two ways, n times, matches in 2^n.
  if (!isFixed(of)) return { factor: 1, degree: Infinity };
  if (least === most || !isTriedAgain) return { factor: 1, degree: 0 };
  return most - least <= few ? { factor: most - least + 1, degree: 0 } : { factor: 1, degree: 1 };
}

/** Whether a part matches in one way alone. */
function isFixed(part: Part): boolean {
  if (part.kind === 'sequence') return part.of.every(isFixed);
  if (part.kind === 'repeat') return part.least === part.most && isFixed(part.of);
  return part.kind === 'character';
}

function mayFail(part: Part): boolean {
  if (part.kind === 'sequence') return part.of.some(mayFail);
  if (part.kind === 'either') return part.of.every(mayFail);
  if (part.kind === 'repeat') return part.least > 0 && mayFail(part.of);
  return true;
}
