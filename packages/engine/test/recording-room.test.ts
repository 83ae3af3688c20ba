import { describe, expect, test } from 'vitest';
import { RecordingRoom } from '../src/index.node.ts';

/** What a room decides on computations of 10 operations each; what it drops is left out by name, with a minus. */
function decided(room: RecordingRoom, signatures: string): string {
  const said: string[] = [];
  const recorded = new Set<string>();
  for (const signature of signatures) {
    if (!room.admits(signature)) {
      said.push(signature.toLowerCase());
      continue;
    }
    said.push(signature);
    if (recorded.has(signature)) continue;
    recorded.add(signature);
    for (const dropped of room.weigh(signature, 10)) {
      recorded.delete(dropped);
      said.push(`-${dropped}`);
    }
  }
  return said.join('');
}

describe('a room for two recordings', () => {
  test('has one of everything while there is room, and runs the rest operation by operation', () => {
    expect(decided(new RecordingRoom(20), 'ABABC')).toBe('ABABc');
  });

  test('is not turned over by many that come in turn', () => {
    expect(decided(new RecordingRoom(20), 'ABCDEABCDEABCDEABCDEABCDE')).toBe('ABcdeABcdeABcdeABcdeABcde');
  });

  test('gives the place of what was used longest ago to what has come four times since', () => {
    expect(decided(new RecordingRoom(20), 'ABACACACACA')).toBe('ABAcAcAcAC-BA');
  });

  test('starts counting anew where that is used in between', () => {
    expect(decided(new RecordingRoom(20), 'ABCCCABCABCC')).toBe('ABcccABcABcc');
  });
});

test('a recording larger than the room has it for itself, and one that needs two places gets them', () => {
  const room = new RecordingRoom(20);
  expect(decided(room, 'AB')).toBe('AB');
  const seen = ['C', 'C', 'C', 'C'].map((each) => room.admits(each));
  expect(seen).toEqual([false, false, false, true]);
  expect(room.weigh('C', 30)).toEqual(['A', 'B']);
  expect(room.admits('A')).toBe(false);
});

test('a room goes on from what it saved as if it had never stopped', () => {
  const calls = Array.from('ABACADACADBACDABCACDABDCABCD');
  const whole = new RecordingRoom(20);
  const first = new RecordingRoom(20);
  const all = decided(whole, calls.join(''));
  const before = decided(first, calls.slice(0, 11).join(''));
  const second = new RecordingRoom(20);
  second.restore(first.save());
  expect(before + decided(second, calls.slice(11).join(''))).toBe(all);
});

test('what came only once, long ago, is forgotten, so that memory is bounded', () => {
  const room = new RecordingRoom(10);
  expect(decided(room, 'A')).toBe('A');
  for (let i = 0; i < 5000; i++) expect(room.admits(`shape ${i}`)).toBe(false);
  expect(room.save().length).toBeLessThan(50_000);
});
