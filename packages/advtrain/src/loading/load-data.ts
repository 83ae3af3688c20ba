import type { Settings } from '../settings/settings.ts';
import { balanced, reviews, spamAssassin } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { cut } from './data.ts';
import type { Data } from './data.ts';
import type { FileOptions } from './files/file-options.ts';
import { loadFile } from './files/load-file.ts';
import { isAboutText, loadSplits, trainableTask } from './load-splits.ts';
import type { SplitOptions, TextTask } from './load-splits.ts';

/** Reads the data of a comparison, cut to its sizes. */
export async function loadData(settings: Settings, options: FetchOptions & SplitOptions & FileOptions): Promise<Data> {
  const { data } = settings;
  if (data === 'reviews') {
    const { train, dev, amazon, tweets } = await reviews({ ...options, from: options.dataFrom ?? options.from });
    // People praise more than they find fault, tweets most: a model that only did so would be right elsewhere too.
    const even = (examples: Examples) => balanced(examples, 0);
    const title =
      'movie-review sentences; Amazon reviews and tweets out of domain; of each as many negative as positive ones';
    const sets = [
      { id: 'development', title: 'movies', examples: even(dev) },
      { id: 'amazon', title: 'Amazon', examples: even(amazon) },
      { id: 'tweets', title: 'tweets', examples: even(tweets) },
    ];
    return cut({ title, train: even(train), sets }, settings);
  }
  if (data === 'spam' || data === 'spam-assassin') {
    const { train, dev } = await spamAssassin();
    const sets = [{ id: 'development', title: 'mails', examples: dev }];
    return cut({ title: 'SpamAssassin e-mails', train, sets }, settings);
  }
  const task = trainableTask(data);
  if (task && isAboutText(task)) return fromTask(task, settings, options);
  return loadFile(settings, options);
}

async function fromTask(task: TextTask, settings: Settings, options: SplitOptions): Promise<Data> {
  const { train, dev, others, unlabelled } = await loadSplits(task, options);
  const sets = Object.entries({ development: dev, ...others }).map(([id, examples]) => ({ id, title: id, examples }));
  const title = `${task.title} (${task.name})`;
  return { ...cut({ title, train, sets, task }, settings), unlabelled };
}
