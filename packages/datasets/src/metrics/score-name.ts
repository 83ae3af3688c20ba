import type { MetricName } from './metrics.ts';

/** What tags of words are measured by: entities as seqeval counts them, and the share of words whose tag is right. */
export type TagScoreName = 'entity-f1' | 'entity-precision' | 'entity-recall' | 'token-accuracy';

/** What answers in passages are measured by, as SQuAD's script counts them. */
export type AnswerScoreName = 'exact-match' | 'answer-f1';

/** Everything that examples may be measured by: the higher the better, 1 is perfect. */
export type ScoreName = MetricName | TagScoreName | AnswerScoreName;
