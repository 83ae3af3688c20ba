export { classification, officialClassification, officialRegression, regression, type Distance } from './distance.ts';
export { smartEntry } from './entry.ts';
export { officialBall, type OfficialBallOptions } from './official-ball.ts';
export { proximal, type ProximalOptions } from './proximal.ts';
export { smart, type SMARTOptions } from './smart.ts';
