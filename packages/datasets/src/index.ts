export { textBatches, type BatchOptions, type BatchOrder, type TextBatches, type TokenIds } from './batches.ts';
export { pick, take, type Examples } from './examples.ts';
export { parseIdx, type IdxArray } from './idx.ts';
export { imageBatches, type ImageBatches, type ImageBatchOptions } from './image-batches.ts';
export { pickImages, takeImages, type Images, type ImageSplits } from './images.ts';
export { mailText } from './mail.ts';
export { pearson, spearman } from './correlation.ts';
export { accuracy, f1, matthews, metrics, predictions, type Metric, type MetricName } from './metrics.ts';
export { bySign, isDevelopment, parseRatings, sentiments, type Rating } from './ratings.ts';
