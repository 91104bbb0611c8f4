import type { NegotiatedConnection } from '../../../contract/connection';
import { NoAnswer, type Probe } from '../probe';

const DAY = 24 * 60 * 60 * 1000;

/** How is this computer connected, what does the certificate say, and what of the password was needed? */
export const connectionProbe: Probe = {
  name: 'connection',
  look: async (context) => {
    const { session, record, services } = context.account;
    context.lookedAt('TLS, SASL');
    const now = services.clock.now();
    const live = (): NegotiatedConnection => {
      if (session.negotiated === undefined) throw new NoAnswer('offline');
      return session.negotiated;
    };
    return [
      await context.learn('connection', 'measured', () => {
        const { host, port, encryption, tlsVersion, cipher, since } = live();
        return { host, port, encryption, tlsVersion, cipher, since };
      }),
      await context.learn('certificate', 'measured', () => {
        const [leaf] = live().certificates;
        if (leaf === undefined) throw new NoAnswer('nonsense');
        const { subject, issuer, names, validTo, fingerprint } = leaf;
        return { subject, issuer, names, validTo, fingerprint, daysLeft: Math.floor((validTo - now) / DAY) };
      }),
      await context.learn('sign-in', 'measured', () => {
        const { mechanism, passwordSent, serverProved, channelBinding = null, offeredMechanisms } = live();
        return { mechanism, passwordSent, serverProved, channelBinding, offered: offeredMechanisms };
      }),
      await context.learn('password-here', 'measured', () => ({
        storage: record.passwordRemembered ? 'keychain' : 'memory',
      })),
      context.fact('password-there', 'not-checkable', {}),
    ];
  },
};
