/**
 * The floor of every benchmark: the least an Electron app with one window can be. It tells on standard
 * output when the window is ready to be shown, and destroys the window on SIGUSR2.
 */
'use strict';
const path = require('node:path');
const { app, BrowserWindow } = require('electron');

/** Milliseconds since the epoch, finer than Date.now(). */
const now = () => performance.timeOrigin + performance.now();

app.on('window-all-closed', () => undefined);
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1000, height: 700, show: false });
  window.once('ready-to-show', () => {
    process.stdout.write(`ready-to-show ${now()}\n`);
    window.show();
  });
  process.on('SIGUSR2', () => {
    window.destroy();
    process.stdout.write(`destroyed ${now()}\n`);
  });
  return window.loadFile(path.join(__dirname, 'index.html'));
});
