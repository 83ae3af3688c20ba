// Inputs made of inputs: bytes that are changed, moved, repeated and cut; and of JSON, values as well.

const bytes = [0, 1, 9, 10, 13, 32, 34, 44, 48, 57, 92, 127, 128, 255];
const numbers = [0, 1, 2, 127, 128, 255, 256, 32_767, 65_535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
const values = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  0.5,
  1e9,
  1e308,
  2 ** 53,
  '',
  ' ',
  'a',
  '0',
  '\u0000',
  '\u001b[31m',
  '\ud800',
  '../..',
  '/',
  '__proto__',
  'constructor',
  'é',
  'x'.repeat(3000),
  [],
  {},
  [[]],
  [null],
  { __proto__: null, length: -1 },
];
/** The longest input: what is found in more is found in less. */
const longest = 1 << 16;

/**
 * An input made of others.
 *
 * @param {readonly Uint8Array[]} corpus
 * @param {ReturnType<typeof import('../soak/random.js').random>} chance
 * @param {{ json?: boolean, words?: readonly string[], texts?: readonly string[] }} kind
 */
export function mutated(corpus, chance, { json = false, words = [], texts = [] }) {
  let input = chance.pick(corpus);
  if (json && chance.next() < 0.7) {
    const changed = mutatedJson(input, chance, texts);
    if (changed !== undefined) return changed;
  }
  const changes = 2 ** Math.floor(4 * chance.next());
  for (let change = 0; change < changes; change++) input = changedBytes(input, { corpus, chance, words });
  return input.subarray(0, longest);
}

function changedBytes(input, { corpus, chance, words }) {
  const at = Math.floor(chance.next() * (input.length + 1));
  const length = Math.min(input.length - at, 2 ** Math.floor(10 * chance.next()));
  const put = (middle, cut) => Buffer.concat([input.subarray(0, at), middle, input.subarray(at + cut)]);
  const kinds = {
    flip: () => put(Uint8Array.of((input[at] ?? 0) ^ (1 << Math.floor(8 * chance.next()))), 1),
    byte: () => put(Uint8Array.of(chance.pick(bytes)), 1),
    insert: () => put(Uint8Array.of(chance.pick(bytes)), 0),
    remove: () => put(new Uint8Array(), length),
    repeat: () => put(input.subarray(at, at + length), 0),
    cut: () => input.subarray(0, at),
    number: () => put(integer(chance), 4),
    splice: () => {
      const other = chance.pick(corpus);
      const from = Math.floor(chance.next() * other.length);
      return put(other.subarray(from, from + length), chance.next() < 0.5 ? length : 0);
    },
    word: () => put(Buffer.from(words.length > 0 ? chance.pick(words) : String(chance.pick(numbers))), 0),
  };
  return chance.pick(Object.values(kinds))();
}

/** Four bytes of a number, in either order. */
function integer(chance) {
  const made = Buffer.alloc(4);
  const number = chance.pick(numbers);
  if (chance.next() < 0.5) made.writeUInt32LE(number);
  else made.writeUInt32BE(number);
  return made;
}

/** The same JSON with one place of it changed; `undefined` for what is none. */
function mutatedJson(input, chance, texts) {
  let root;
  try {
    root = { root: JSON.parse(Buffer.from(input).toString()) };
  } catch {
    return undefined;
  }
  const places = placesIn(root);
  const ofTexts = places.filter(({ holder, name }) => typeof holder[name] === 'string');
  if (texts.length > 0 && ofTexts.length > 0 && chance.next() < 0.3) {
    const { holder, name } = chance.pick(ofTexts);
    holder[name] = chance.pick(texts);
    return Buffer.from(JSON.stringify(root.root)).subarray(0, longest);
  }
  const { holder, name } = chance.pick(places);
  const other = chance.pick(places);
  const kinds = [
    () => (holder[name] = chance.pick(values)),
    () => (holder[name] = chance.pick(values)),
    () => (holder[name] = JSON.parse(JSON.stringify(other.holder[other.name] ?? null))),
    () => (Array.isArray(holder) ? holder.splice(Number(name), 1) : delete holder[name]),
    () => (holder[name] = [holder[name]]),
    () => (typeof holder[name] === 'number' ? (holder[name] *= chance.pick([-1, 0.5, 2, 10, 1e6])) : undefined),
    () =>
      typeof holder[name] === 'object' && holder[name]
        ? (holder[name][chance.pick(values.filter((value) => typeof value === 'string'))] = 1)
        : undefined,
  ];
  chance.pick(kinds)();
  const text = JSON.stringify(root.root);
  return text === undefined ? undefined : Buffer.from(text).subarray(0, longest);
}

/** Every place of a value that can be changed: who holds it, and under which name. */
function placesIn(holder) {
  return Object.entries(holder).flatMap(([name, value]) => [
    { holder, name },
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ]);
}
