import { readsRows } from './rows.js';

export default {
  seeds: () =>
    [
      'text,label\ngood film,1\n"bad, ""really"" bad",0\n',
      '\ufefflabel,text,more\r\nno,"two\r\nlines",x\r\nyes,a,\r\n',
    ].map((text) => Buffer.from(text)),
  words: ['"', '""', ',', '\r\n', '\r', 'label', 'text', '\ufeff', '1.0', 'NaN'],
  run: readsRows('.csv'),
};
