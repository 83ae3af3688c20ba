export * from './index.ts';
export { cifar10, type CifarOptions } from './cifar.node.ts';
export { loadSplit, streamSplit, type TaskOptions } from './load-task.node.ts';
export { mnist, type MnistOptions } from './mnist.node.ts';
export { presentSplits } from './present.node.ts';
export { reviews, type Reviews, type ReviewsOptions } from './reviews.node.ts';
export { spamAssassin, type Mails, type SpamAssassinOptions } from './spam-assassin.node.ts';
export { writeSubmission } from './submission.node.ts';
export { streamTextFile, textFile, type TextFileOptions } from './text-file.node.ts';
