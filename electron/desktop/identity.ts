/** What the three systems call the application. Packaging uses the same names. */
export const APP_NAME = 'Candor';
/** Name of the desktop file (without ".desktop"), of the icon and of the executable on Linux. */
export const DESKTOP_ENTRY = 'candor';
/** Windows groups windows and notifications by it; the macOS bundle has the same id. */
export const APP_USER_MODEL_ID = 'chat.candor.Candor';
