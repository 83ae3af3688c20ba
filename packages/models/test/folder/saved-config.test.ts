import { expect, test } from 'vitest';
import { encoderConfig } from '../../src/index.ts';
import { savedConfig } from '../../src/folder/saved-config.ts';
import { tinyConfig } from '../tiny.ts';

test('classes that a config names by numbers keep these names where it is saved', () => {
  const config = tinyConfig({ num_labels: 2, id2label: { 0: 1, 1: 0 } });
  expect(savedConfig(config, encoderConfig(config))).toMatchObject({
    id2label: { 0: '1', 1: '0' },
    label2id: { 1: 0, 0: 1 },
  });
});
