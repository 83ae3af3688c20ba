import { balanced, reviews, take, type Examples } from '@advtrain/datasets';

/** The review sentences as a comparison has them: as many negative as positive ones. */
export async function sentences(
  developmentSize = Infinity,
): Promise<{ readonly train: Examples; readonly development: Examples }> {
  const { train, dev } = await reviews();
  const development = balanced(dev, 0);
  return {
    train: balanced(train, 0),
    development: take(development, Math.min(developmentSize, development.texts.length), 0),
  };
}
