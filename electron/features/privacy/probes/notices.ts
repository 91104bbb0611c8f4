import type { Probe } from '../probe';

/** Has the service told its users anything? */
export const noticesProbe: Probe = {
  name: 'notices',
  look: async (context) => {
    context.lookedAt('notices');
    return [
      await context.learn('notices', 'measured', () => {
        const { account } = context;
        account.flush();
        const { notices } = account.services.store.history(account.jid);
        return { count: notices.list(account.jid).length, unread: notices.unread(account.jid) };
      }),
    ];
  },
};
