import { readFileSync } from 'node:fs';
import type { Comparison } from '@advtrain/compare';
import { expect, test } from 'vitest';
import { differences } from '../../../../bench/differences.ts';

const at = (path: string): string => readFileSync(new URL(`../../../../bench/${path}`, import.meta.url), 'utf8');

test('the differences at ε 1 % on the page of the standard comparison are those of its results', () => {
  const found = differences(JSON.parse(at('comparison/reviews/results.json')) as Comparison);
  const page = at('comparison.md');
  for (const [method, title] of Object.entries({ pgd: 'PGD holds', freelb: 'FreeLB', vat: 'VAT', sam: 'SAM' })) {
    const line = found.find((each) => each.startsWith(`${method}, attacked, ε 1%: `))!;
    const said = /: \+(\S+) \(\+(\S+) to \+(\S+)\), above in 5 of 5$/.exec(line)!;
    expect(page.replaceAll(' points more than the control', '')).toContain(
      `${title} ${said[1]!} (${said[2]!} to ${said[3]!}`,
    );
  }
});
