import { NS_REGISTER } from '../../../xmpp/ns';
import { buildRegistrationGet, parseRegistration } from '../../../xmpp/xep-0077-registration/stanza';
import { NoAnswer, type Probe } from '../probe';

/** What every account has, and what is no word about a person. */
const usual = ['username', 'password', 'key'];

/** What does the service ask for, or have on file, of an account beyond name and password? It is asked as that account. */
export const registrationProbe: Probe = {
  name: 'registration',
  look: async (context) => [
    await context.learn('registration-fields', 'service-says', async () => {
      const registration = parseRegistration(await context.request(buildRegistrationGet(), NS_REGISTER));
      if (registration === undefined) throw new NoAnswer('nonsense');
      const { registered, fields, required, values } = registration;
      // Of an account that is there, a field without a value keeps nothing.
      const extra = fields.filter((field) => !usual.includes(field) && (!registered || values.get(field) !== ''));
      return { registered, extra, required: required.filter((field) => extra.includes(field)) };
    }),
  ],
};
