import type { ClusterFlags } from '../../cluster/options.ts';
import type { DataFlags } from '../../options/data-options.ts';
import type { SettingsFlags } from '../../options/settings-options.ts';
import type { OnFlags } from './on/on-options.ts';

/** The options of `advtrain compare`. */
export interface CompareFlags extends SettingsFlags, DataFlags, OnFlags, ClusterFlags {
  readonly methods?: string;
  readonly seeds?: string;
  readonly budget?: string;
  readonly grid?: readonly string[];
  readonly attack?: readonly string[];
  readonly attackExamples?: number;
  readonly attackQueries?: number;
  readonly neighbours?: string;
  readonly maskedModel?: string;
  readonly similarity?: string;
  readonly similarityPairs?: string;
  readonly falseAccept?: number;
  readonly measure?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly backend?: string;
  readonly restart?: boolean;
  readonly race?: boolean;
  readonly checkpointEvery: number;
  readonly verifiable: number;
  readonly schema?: boolean;
  readonly dryRun?: boolean;
}

/** What flags say about attacks on words. */
export function wordFlags({ attack, attackExamples: examples, attackQueries: queries, ...flags }: CompareFlags) {
  const { neighbours, maskedModel, similarity, similarityPairs, falseAccept } = flags;
  const attacks = attack?.flatMap((names) => names.split(',').map((name) => name.trim()));
  return {
    ...(attacks && { attacks }),
    ...(examples !== undefined && { examples }),
    ...(queries !== undefined && { queries }),
    ...(neighbours !== undefined && { neighbours }),
    ...(maskedModel !== undefined && { maskedModel }),
    ...(similarity !== undefined && { similarity }),
    ...(similarityPairs !== undefined && { similarityPairs }),
    ...(falseAccept !== undefined && { falseAccept }),
  };
}
