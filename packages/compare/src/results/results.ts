import type { Lengths, Paper } from '@advtrain/core';
import type { Settings } from '../settings.ts';
import type { RunResult } from './runs/run-result.ts';

/** A set of examples on which accuracy is measured. */
export interface SetInfo {
  /** The key of the set in {@link RunResult.accuracy}; `development` for the one in the domain of training. */
  readonly id: string;
  /** How the table calls it. */
  readonly title: string;
  readonly examples: number;
  /** The share of its most frequent class, in [0, 1]: what always answering that class would score. */
  readonly majority: number;
  /** Whether configurations were chosen by it, so that no table reports it. */
  readonly chooses?: true;
}

/** What was trained on what. */
export interface TaskInfo {
  /** The data and where they come from, in one line. */
  readonly data: string;
  /** What the data may be used for, where that is known: `CC BY-SA 4.0`. */
  readonly licence?: string;
  /** The model and where it comes from, in one line. */
  readonly model: string;
  readonly parameters: number;
  /** How many parameters train, those of adapters among them. Absent where all do. */
  readonly trained?: number;
  readonly classes: readonly string[];
  /** Whether it is about images, which are attacked at their pixels, and on the test set. */
  readonly images?: boolean;
  readonly trainExamples: number;
  /** How long its x are, which shares such as `5%` are of. Absent in results of earlier versions. */
  readonly lengths?: Lengths;
  readonly sets: readonly SetInfo[];
  /** What the reader has to know: fallbacks, fresh heads, shortened data. */
  readonly notes: readonly string[];
}

/** By how much the loss rises at most in balls that natural training of the same seed bears, the median of a run. */
export interface MedianRise {
  readonly method: string;
  readonly seed: number;
  readonly median: number;
  /** How many examples all models of the seed answer rightly, which it is of. */
  readonly examples: number;
}

/** A method as it took part. */
export interface ComparedMethod {
  readonly name: string;
  /** How tables and charts call it. */
  readonly title: string;
  /** Its options as text. */
  readonly settings: string;
  /** What it is, and its paper. */
  readonly source: string;
  /** Where it was published. Absent for what no paper introduced, and in results of earlier versions. */
  readonly paper?: Paper;
  /** Whether it is a control that trained for as many units as the dearest of the others. */
  readonly matched?: true;
  /** Of how many configurations it was chosen, by examples that are not reported. */
  readonly chosenOf?: number;
}

/** A search among configurations of a method. */
export interface SearchResult {
  /** The method that they are configurations of. */
  readonly method: string;
  readonly title: string;
  /** All that are tried, in order. */
  readonly points: readonly ComparedMethod[];
  /** The name of the one with the best score on the part of the development set that chooses; absent before any run. */
  readonly chosen?: string;
  /** What all their runs so far have cost, in units counted. */
  readonly units: number;
}

/** A method that was stopped before its last seed, because it could no longer win. */
export interface StoppedMethod {
  readonly method: string;
  /** How many seeds it ran. */
  readonly seeds: number;
  /** The units that its further seeds would have cost. */
  readonly saved: number;
}

/** The backend that ran a comparison and why. */
export interface UsedEngine {
  readonly backend: string;
  readonly version: string;
  readonly why: string;
  /** Absent in results. Default `cpu`. */
  readonly device?: 'cpu' | 'gpu';
}

/** When and by what results were made. */
export interface Made {
  /** When what made them was called last, in UTC: `2026-11-29T12:00:00.000Z`. */
  readonly date: string;
  /** The version of advtrain. */
  readonly version: string;
  /** The backend and its version. */
  readonly engine: string;
  /** The machine that made them. */
  readonly machine: {
    /** The processor by its name. */
    readonly processor: string;
    /** How many threads may run at once. */
    readonly cores: number;
    /** Bytes of memory. */
    readonly memory: number;
    /** Operating system and architecture: `linux x64`. */
    readonly system: string;
    /** The version of Node. */
    readonly node: string;
  };
  /** The command line; absent where a program called. */
  readonly command?: string;
}

/** A whole comparison: what `results.json` holds. */
export interface Comparison {
  /** The JSON Schema of this layout. Absent in results of earlier versions. */
  readonly $schema?: string;
  /** The version of this layout. */
  readonly format: 1;
  /** When and by what it was made. Absent in results of earlier versions. */
  readonly made?: Made;
  readonly settings: Settings;
  readonly engine: UsedEngine;
  readonly task: TaskInfo;
  readonly methods: readonly ComparedMethod[];
  /** Finished runs, by method, then seed; of a search all configurations'. */
  readonly runs: readonly RunResult[];
  /** Searches among configurations of a method, of which {@link methods} has the chosen one. Absent where there are none. */
  readonly searches?: readonly SearchResult[];
  /** The median largest loss increases, where they were asked for. */
  readonly increases?: readonly MedianRise[];
  /** The methods that a race stopped; absent where there was none. */
  readonly stopped?: readonly StoppedMethod[];
}
