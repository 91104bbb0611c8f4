import { sentCounts } from '../sent';
import type { Probe } from '../probe';

const DAYS = 7;

/** How much did this app send without being told to? */
export const sentByItselfProbe: Probe = {
  name: 'sent-by-itself',
  look: async (context) => {
    const { account } = context;
    context.lookedAt('ledger');
    return [
      await context.learn('sent-by-itself', 'measured', () => {
        account.flush();
        const { store, clock } = account.services;
        const sent = sentCounts(store.history(account.jid).ledger, account.jid, clock.now());
        const all = Object.values(sent).reduce((total, one) => total + one, 0);
        return { count: all - sent.hosts, days: DAYS };
      }),
    ];
  },
};
