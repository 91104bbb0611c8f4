/** What this client is called among clients. */
export const APP_NAME = 'Candor';
