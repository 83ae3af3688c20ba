/**
 * What a reader sees of a raw e-mail: its subject and the beginning of its body, at most `words` words. Headers, which
 * give away where a mail was collected, are left out but for the subject; transfer encodings are undone, HTML becomes text.
 *
 * @param raw the mail with its headers.
 * @param words how many are kept at most.
 */
export function mailText(raw: string, words: number): string {
  const { headers, body } = parts(raw);
  const boundary = /boundary\s*=\s*"?([^";\s]+)/i.exec(fieldOf(headers, 'content-type'))?.[1];
  const piece = boundary === undefined ? { headers, body } : firstPart(body, boundary);
  const decoded = decode(piece.body, fieldOf(piece.headers, 'content-transfer-encoding'));
  const html = /text\/html/i.test(fieldOf(piece.headers, 'content-type')) || /<html|<body/i.test(decoded);
  const subject = fieldOf(headers, 'subject').replace(/^(\s*(re|fwd?|\[[^\]]*\])\s*:?\s*)+/i, '');
  const text = `${subject}\n${html ? withoutTags(decoded) : decoded}`;
  return text.split(/\s+/).filter(Boolean).slice(0, words).join(' ');
}

type Part = { headers: string; body: string };

function parts(raw: string): Part {
  const blank = /\r?\n\r?\n/.exec(raw);
  if (!blank) return { headers: raw, body: '' };
  return { headers: raw.slice(0, blank.index), body: raw.slice(blank.index + blank[0].length) };
}

/** The value of a header field, with continued lines joined; empty where there is none. */
function fieldOf(headers: string, name: string): string {
  const field = new RegExp(`^${name}:[ \\t]*((?:.*)(?:\\r?\\n[ \\t]+.*)*)`, 'im').exec(headers);
  return (field?.[1] ?? '').replace(/\r?\n[ \t]+/g, ' ');
}

/** The first part of a multipart body that is text. */
function firstPart(body: string, boundary: string): Part {
  const pieces = body
    .split(`--${boundary}`)
    .slice(1)
    .map((piece) => parts(piece.replace(/^\r?\n/, '')));
  return pieces.find(({ headers }) => /text\/plain/i.test(headers)) ?? pieces[0] ?? { headers: '', body };
}

function decode(body: string, encoding: string): string {
  if (/base64/i.test(encoding)) {
    try {
      const bytes = Uint8Array.from(atob(body.replace(/[^A-Za-z0-9+/=]/g, '')), (character) => character.charCodeAt(0));
      return new TextDecoder('latin1').decode(bytes);
    } catch {
      // Cut-off base64 is common in spam; it stays as it is.
      return body;
    }
  }
  if (!/quoted-printable/i.test(encoding)) return body;
  return body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

function withoutTags(html: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };
  return html
    .replace(/<!--[\s\S]*?-->|<(style|script)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|nbsp);/gi, (_, name: string) => entities[name.toLowerCase()] ?? ' ');
}
