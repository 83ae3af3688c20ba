export type { AroundOptions } from './around-options.ts';
export { labelSmoothingEntry, smoothedAround } from './label-smoothing-entry.ts';
export { labelSmoothing, type LabelSmoothingOptions } from './label-smoothing.ts';
export { cooledAround, trainingTemperatureEntry } from './training-temperature-entry.ts';
export { trainingTemperature, type TrainingTemperatureOptions } from './training-temperature.ts';
