/** An address as it may be shown: its host, or what is no address without what may be a login in it. */
export function shownAddress(address: string): string {
  if (/^https?:/.test(address) && URL.canParse(address)) return new URL(address).host;
  return address.replace(/^([a-z]+:\/\/)?[^/]*@/i, '$1…@');
}
