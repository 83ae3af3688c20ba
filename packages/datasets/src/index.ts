export { textBatches, type BatchOptions, type BatchOrder, type TextBatches, type TokenIds } from './batches.ts';
export { pick, take, type Examples } from './examples.ts';
export { mailText } from './mail.ts';
export { accuracy, predictions } from './metrics.ts';
export { bySign, isDevelopment, parseRatings, sentiments, type Rating } from './ratings.ts';
