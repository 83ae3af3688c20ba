import type { Task } from '@advtrain/datasets';

/** What labels are: those of texts, or `images`, which have classes. */
export type TaskKind = Task['kind'];
