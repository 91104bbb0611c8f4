/** A window of the Electron that Candor runs in, for Playwright to lead; it begins at the address that comes last. */
const { app, BrowserWindow } = require('electron');

app.whenReady().then(() => new BrowserWindow().loadURL(process.argv.at(-1)));
