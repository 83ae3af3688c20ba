// Everything that is to run in a browser, for the bundler to look at.
export * as attacks from '@advtrain/attacks';
export * as core from '@advtrain/core';
export * as datasets from '@advtrain/datasets';
export * as engine from '@advtrain/engine';
export * as freeat from '@advtrain/freeat';
export * as freelb from '@advtrain/freelb';
export * as models from '@advtrain/models';
export * as pgd from '@advtrain/pgd';
export * as yopo from '@advtrain/yopo';
