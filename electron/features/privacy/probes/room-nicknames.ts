import { NS_REGISTER } from '../../../xmpp/ns';
import { boundLabel } from '../../../xmpp/text';
import { buildRegistrationGet, parseRegistration } from '../../../xmpp/xep-0077-registration/stanza';
import { NoAnswer, type Probe } from '../probe';
import { askComponents } from './components';

/** Does a rooms' service keep a nickname with the account's address? */
export const roomNicknamesProbe: Probe = {
  name: 'room-nicknames',
  look: async (context) => {
    let rooms: readonly string[] = [];
    const found = await context.learn('components', 'service-says', async () => {
      const parts = await askComponents(context);
      rooms = parts.components.filter(({ category }) => category === 'conference').map(({ jid }) => jid);
      return parts;
    });
    if ('why' in found) return [{ ...found, what: 'no-room-nickname' }];
    return Promise.all(
      rooms.map(async (service) => {
        let nickname = '';
        const told = await context.learn('no-room-nickname', 'service-says', async () => {
          const registration = parseRegistration(await context.request(buildRegistrationGet(service), NS_REGISTER));
          if (registration === undefined) throw new NoAnswer('nonsense');
          nickname = boundLabel(registration.values.get('nick') ?? '', 200);
          return { service };
        });
        return nickname === '' ? told : context.fact('room-nickname', 'service-says', { service, nickname });
      }),
    );
  },
};
