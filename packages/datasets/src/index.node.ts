export * from './index.ts';
export { mnist, type MnistOptions } from './mnist.node.ts';
export { reviews, type Reviews } from './reviews.node.ts';
export { spamAssassin, type Mails, type SpamAssassinOptions } from './spam-assassin.node.ts';
export { textFile, type TextFileOptions } from './text-file.node.ts';
