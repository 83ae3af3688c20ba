/** Bytes that are made only when they are written: those of weights. */
export interface Later {
  readonly length: number;
  make(): Uint8Array;
}

/** A protobuf message or field, in parts that follow one another. */
export type Message = readonly (Uint8Array | Later)[];

const encoder = new TextEncoder();

/** A field that holds a whole number: an int64, an enum, a flag. */
export function wholeNumber(field: number, value: number): Message {
  return [tag(field, 0), varint(value)];
}

/** A field that holds a float. */
export function float(field: number, value: number): Message {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [tag(field, 5), bytes];
}

/** A field that holds a text. */
export function text(field: number, value: string): Message {
  return nested(field, [encoder.encode(value)]);
}

/** A field that holds a message, or bytes. */
export function nested(field: number, message: Message): Message {
  return [tag(field, 2), varint(lengthOf(message)), ...message];
}

/** How many bytes a message has. */
export function lengthOf(message: Message): number {
  return message.reduce((sum, { length }) => sum + length, 0);
}

/** The bytes of a message in chunks, each of which is made when it is asked for; few, as small parts are joined. */
export function* chunksOf(message: Message): Generator<Uint8Array, void> {
  let small: Uint8Array[] = [];
  for (const part of message) {
    if (part instanceof Uint8Array) {
      small.push(part);
      continue;
    }
    yield joined(small);
    small = [];
    yield part.make();
  }
  yield joined(small);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function tag(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

/** Seven bits a byte, the lowest first; negative numbers as 64 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 128n) {
    bytes.push(Number(rest % 128n) + 128);
    rest /= 128n;
  }
  return Uint8Array.of(...bytes, Number(rest));
}
