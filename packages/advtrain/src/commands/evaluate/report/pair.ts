import { marked } from '@advtrain/attacks';
import { escape } from '@advtrain/compare';
import type { BrokenText } from '../results.ts';

/** What {@link pairOf} looks like. */
export const pairStyle = `
.pair { border-left: 3px solid var(--rule); margin: .8rem 0; padding: .1rem 0 .1rem .8rem; max-width: 50rem; }
.pair p { margin: .15rem 0; max-width: none; overflow-wrap: anywhere; }
.pair del { text-decoration: none; background: color-mix(in srgb, var(--c2) 22%, transparent); border-radius: .2rem; }
.pair ins { text-decoration: none; background: color-mix(in srgb, var(--c3) 26%, transparent); border-radius: .2rem; font-weight: 600; }
`;

/** A text and what breaks a model, word by word, as HTML. */
export function pairOf({ label, original, adversarial, edits }: BrokenText): string {
  const parts = original.map((text, place) => marked(text, adversarial[place] ?? text));
  const written = (side: 'original' | 'adversarial', tag: string): string =>
    parts
      .map((each) =>
        each[side].map(({ text, differs }) => (differs ? `<${tag}>${escape(text)}</${tag}>` : escape(text))).join(''),
      )
      .join(' ⏐ ');
  return `<div class="pair"><p>${written('original', 'del')}</p><p>${written('adversarial', 'ins')}</p><p class="faint">${escape(label)} before; ${edits} ${edits === 1 ? 'word' : 'words'} edited</p></div>`;
}
