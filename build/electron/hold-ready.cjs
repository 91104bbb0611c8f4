/**
 * Loaded into Electron in front of the application (`-r`) when Playwright starts it. Playwright connects
 * while the application starts already; a window that is made in that moment is missed now and then, and
 * the launch then waits in vain. So the application is told that Electron is ready only when Playwright
 * says so: it evaluates `__playwright_run()` once it is connected.
 */
'use strict';
const { app } = require('electron');

const ready = app.whenReady();
let release;
const released = new Promise((resolve) => {
  release = resolve;
});

app.whenReady = () => released;
globalThis.__playwright_run = () => ready.then(release);
