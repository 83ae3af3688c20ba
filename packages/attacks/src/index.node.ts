export * from './index.ts';
export { readNeighbours } from './words/candidates/neighbours.node.ts';
export { wordnet, type WordnetOptions } from './words/lexicon/wordnet.node.ts';
