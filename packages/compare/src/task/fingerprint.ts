import { createHash } from 'node:crypto';
import type { Params } from '@advtrain/core';
import type { Examples, Images } from '@advtrain/datasets';

/** SHA-256, in hex, of texts with their labels as JSON, which may be longer than a string can be. */
export function textFingerprint(sets: readonly Examples[]): string {
  const sum = createHash('sha256');
  const array = <Item>(items: readonly Item[], each: (item: Item) => unknown) => {
    sum.update('[');
    items.forEach((item, index) => {
      if (index > 0) sum.update(',');
      each(item);
    });
    sum.update(']');
  };
  array(sets, ({ texts, pairs, choices, passages, words, tags, answers, labels }) => {
    const columns = [texts, labels, pairs, choices, passages, words, tags, answers].filter(
      (column) => column !== undefined,
    );
    array<readonly unknown[]>(columns, (column) => {
      array(column, (value) => sum.update(JSON.stringify(value)));
    });
  });
  return sum.digest('hex');
}

/** SHA-256, in hex, of images with their labels. */
export function imageFingerprint({ pixels, labels }: Images): string {
  return createHash('sha256').update(pixels).update(labels).digest('hex');
}

/** SHA-256, in hex, of parameters with their names and shapes. */
export async function paramsFingerprint(params: Params): Promise<string> {
  const sum = createHash('sha256');
  for (const name of Object.keys(params).sort()) {
    const tensor = params[name]!;
    sum.update(`${name} ${tensor.shape.join()} `);
    const values = await tensor.data();
    sum.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return sum.digest('hex');
}
