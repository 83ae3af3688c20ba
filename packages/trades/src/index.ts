export { tradesEntry } from './entry.ts';
export { trades, type TRADESOptions } from './trades.ts';
