const decimal = /^[+-]?(?:0|[1-9]\d*)(?:\.\d*)?$/;

/**
 * The name of a class without what makes no other number of it: `1.0` and `+1` are `1`, `0.50` is `0.5`. Names that are no decimal
 * numbers stay, and so do those with zeros in front, which are codes.
 *
 * @param name the name as a file has it.
 */
export function plainNumeral(name: string): string {
  if (!decimal.test(name)) return name;
  const plain = name
    .replace(/^\+/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return plain === '-0' ? '0' : plain;
}
