import type { Probe } from '../probe';

/** Did the window load anything but its own files, and does it hold cookies? */
export const windowRequestsProbe: Probe = {
  name: 'window-requests',
  look: async (context) => {
    context.lookedAt('webRequest, cookies');
    return [await context.learn('window-requests', 'measured', () => context.surroundings.windowRequests())];
  },
};
