export { backendName } from './backend-name';
export { expectGradients, type GradientOptions } from './expect-gradients';
export { expectNoLeaks } from './expect-no-leaks';
export { expectRefusal } from './expect-refusal';
export { expectSameOnEveryBackend } from './expect-same-on-every-backend';
export { readValues, type Values } from './read-values';
export { lossesOf, runReadme } from './run-readme';
export { seededTensor, seededValues } from './seeded';
export { type Numbers, registerToBeClose, type Tolerance } from './to-be-close';
