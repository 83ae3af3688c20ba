/** What is read of a SentencePiece model (Kudo & Richardson, 2018). */
export interface SentencePieces {
  /** Pieces with their scores, in the order of their ids. */
  readonly vocabulary: readonly (readonly [piece: string, score: number])[];
  /** Those that stand for themselves in a text. */
  readonly special: readonly string[];
  /** The id of what is unknown. */
  readonly unknown: number;
}

/** A field of a protocol buffer: numbers are read as such, all else stays bytes. */
interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

const wires = { varint: 0, eight: 1, bytes: 2, four: 5 };
const types = { normal: 1, control: 3, userDefined: 4 };
const unigram = 1;

/** Reads the bytes of a SentencePiece model. Throws one sentence where they are damaged, or of another kind than unigram. */
export function readSentencePieces(file: string, bytes: Uint8Array): SentencePieces {
  const model = fieldsOf(file, bytes);
  const trainer = messages(model, 2).flatMap((each) => fieldsOf(file, each));
  if (numberIn(trainer, 3, unigram) !== unigram) {
    throw new Error(`${file} is no unigram model of SentencePiece, which is not implemented: use another tokenizer.`);
  }
  const pieces = messages(model, 1).map((each) => pieceOf(file, fieldsOf(file, each)));
  // Written in this order, so that a file that was cut off lacks the last.
  if (pieces.length === 0 || [2, 3].some((number) => messages(model, number).length === 0)) throw damaged(file);
  const isSpecial = (type: number): boolean => type === types.control || type === types.userDefined;
  return {
    vocabulary: pieces.map(({ piece, score }) => [piece, score] as const),
    special: pieces.filter(({ type }) => isSpecial(type)).map(({ piece }) => piece),
    unknown: numberIn(trainer, 40, 0),
  };
}

function pieceOf(file: string, fields: readonly Field[]): { piece: string; score: number; type: number } {
  const text = messages(fields, 1).at(-1);
  const score = messages(fields, 2).at(-1) ?? new Uint8Array(4);
  if (!text || score.length !== 4) throw damaged(file);
  return {
    piece: new TextDecoder().decode(text),
    score: new DataView(score.buffer, score.byteOffset, 4).getFloat32(0, true),
    type: numberIn(fields, 3, types.normal),
  };
}

function messages(fields: readonly Field[], number: number): Uint8Array[] {
  return fields.flatMap((field) => (field.number === number && typeof field.value !== 'number' ? [field.value] : []));
}

function numberIn(fields: readonly Field[], number: number, otherwise: number): number {
  const found = fields.findLast((field) => field.number === number)?.value;
  return typeof found === 'number' ? found : otherwise;
}

function fieldsOf(file: string, bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) throw damaged(file);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw damaged(file);
  };
  const take = (length: number): Uint8Array => {
    const taken = bytes.subarray(at, at + length);
    if (taken.length !== length) throw damaged(file);
    at += length;
    return taken;
  };
  const read = (wire: number): number | Uint8Array => {
    if (wire === wires.varint) return varint();
    if (wire === wires.eight) return take(8);
    if (wire === wires.bytes) return take(varint());
    if (wire === wires.four) return take(4);
    throw damaged(file);
  };
  while (at < bytes.length) {
    const tag = varint();
    const value = read(tag % 8);
    fields.push({ number: Math.floor(tag / 8), value });
  }
  return fields;
}

function damaged(file: string): Error {
  return new Error(`${file} is no model of SentencePiece, or a damaged one: get the file again.`);
}
