export { trades, type TRADESOptions } from './trades.ts';
