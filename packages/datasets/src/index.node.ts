export * from './index.ts';
export { cifar10, type CifarOptions } from './sources/cifar.node.ts';
export { loadSplit, streamSplit, type TaskOptions } from './tasks/load-task.node.ts';
export { mnist, type MnistOptions } from './sources/mnist.node.ts';
export { presentSplits } from './tasks/present.node.ts';
export { reviews, type Reviews, type ReviewsOptions } from './sources/reviews.node.ts';
export { spamAssassin, type Mails, type SpamAssassinOptions } from './sources/spam-assassin.node.ts';
export { writeSubmission } from './tasks/submission.node.ts';
export {
  ChangedFile,
  divideTextFile,
  type DividedFile,
  type DivisionOptions,
  type DivisionPart,
} from './files/divided-file.node.ts';
export { streamQuestions, type PassageQuestion, type QuestionFileOptions } from './files/question-file.node.ts';
export { looksLikeSquad, squadFile, type SquadFileOptions } from './files/squad-file.node.ts';
export { looksTagged } from './files/tagged/looks-tagged.node.ts';
export { taggedFile, type TaggedFileOptions } from './files/tagged-file.node.ts';
export { labelNamesIn, streamTextFile, textFile, type TextFileOptions } from './files/text-file.node.ts';
