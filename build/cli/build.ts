import { buildApp } from '../shared/build-app';

await buildApp();
