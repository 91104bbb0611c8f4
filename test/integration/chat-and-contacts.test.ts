/** What people do with one another: chats and contacts, against a real Prosody. */
import { describe, expect, it } from 'vitest';
import { peopleOfVerona, seesOnline, settledOnline } from '../support/people-of-verona';

const { signIn, together } = peopleOfVerona();

describe('a chat', () => {
  it('goes both ways, with receipts, read markers where wanted, and typing', async () => {
    const [juliet, romeo] = await together();
    await romeo.features.handlers['settings.change']({
      sending: {
        receipts: true,
        typing: true,
        readMarkers: true,
        readSync: true,
        version: false,
        idleTime: false,
        tune: false,
      },
    });

    const sent = await juliet.features.handlers['messages.send']({
      account: juliet.jid,
      with: romeo.jid,
      body: 'Wherefore art thou Romeo?',
    });
    const { messages } = await romeo.hub.wait('messagesAdded');
    expect(messages).toMatchObject([
      { with: juliet.jid, direction: 'in', body: 'Wherefore art thou Romeo?', carbon: false },
    ]);
    await juliet.hub.wait(
      'messagesChanged',
      ({ messages: [one] }) => one?.key === sent.key && one.state === 'delivered',
    );
    expect(romeo.features.unreadTotal()).toBe(1);

    const key = messages[0]?.key ?? 0;
    await romeo.features.handlers['messages.markRead']({ account: romeo.jid, with: juliet.jid, upTo: key });
    await juliet.hub.wait('messagesChanged', ({ messages: [one] }) => one?.key === sent.key && one.state === 'read');
    expect(romeo.features.unreadTotal()).toBe(0);

    await romeo.features.handlers['messages.setChatState']({
      account: romeo.jid,
      with: juliet.jid,
      state: 'composing',
    });
    await juliet.hub.wait('chatStateChanged', (one) => one.with === romeo.jid && one.state === 'composing');
    const answer = await romeo.features.handlers['messages.send']({
      account: romeo.jid,
      with: juliet.jid,
      body: 'Call me but love',
    });
    await juliet.hub.wait('messagesAdded', ({ messages: [one] }) => one?.body === 'Call me but love');
    await juliet.hub.wait('chatStateChanged', (one) => one.with === romeo.jid && one.state === 'active');

    await romeo.features.handlers['messages.correct']({
      account: romeo.jid,
      with: juliet.jid,
      key: answer.key,
      body: 'Call me but love, and I’ll be new baptized',
    });
    const corrected = await juliet.hub.wait('messagesChanged', ({ messages: [one] }) => one?.correctedAt !== undefined);
    expect(corrected.messages[0]?.body).toBe('Call me but love, and I’ll be new baptized');
  });

  it('shows on another session of the account what is sent and received here', async () => {
    const [juliet, romeo] = await together();
    const elsewhere = await signIn('juliet');
    await Promise.all([settledOnline(elsewhere), settledOnline(juliet)]);
    await juliet.hub.wait('accountChanged', ({ account }) => account.otherResources.length === 1);

    await juliet.features.handlers['messages.send']({ account: juliet.jid, with: romeo.jid, body: 'Sent from here' });
    const copy = await elsewhere.hub.wait('messagesAdded');
    expect(copy.messages).toMatchObject([{ with: romeo.jid, direction: 'out', body: 'Sent from here', carbon: true }]);

    await romeo.features.handlers['messages.send']({ account: romeo.jid, with: juliet.jid, body: 'To you all' });
    const heard = await Promise.all(
      [juliet, elsewhere].map(({ hub }) =>
        hub.wait('messagesAdded', ({ messages: [one] }) => one?.direction === 'in' && one.body === 'To you all'),
      ),
    );
    expect(heard).toHaveLength(2);
    const pages = await Promise.all(
      [juliet, elsewhere].map(async ({ features }) =>
        features.handlers['messages.latest']({ account: juliet.jid, with: romeo.jid }),
      ),
    );
    for (const page of pages) expect(page.messages.map((one) => one.body)).toEqual(['Sent from here', 'To you all']);
  });

  it('waits for the connection when written offline, and arrives in order', async () => {
    const [juliet, romeo] = await together();
    await juliet.features.handlers['accounts.setAvailability']({
      account: juliet.jid,
      availability: 'offline',
      statusText: '',
    });
    for (const body of ['one', 'two', 'three'])
      await juliet.features.handlers['messages.send']({ account: juliet.jid, with: romeo.jid, body });
    await juliet.features.handlers['accounts.setAvailability']({
      account: juliet.jid,
      availability: 'available',
      statusText: '',
    });
    await romeo.hub.wait('messagesAdded', ({ messages }) => messages.some((one) => one.body === 'three'));
    const page = await romeo.features.handlers['messages.latest']({ account: romeo.jid, with: juliet.jid });
    expect(page.messages.map((one) => one.body)).toEqual(['one', 'two', 'three']);
  });

  it('says what became of a message to nobody', async () => {
    const juliet = await signIn('juliet');
    await settledOnline(juliet);
    await juliet.features.handlers['messages.send']({
      account: juliet.jid,
      with: 'mercutio@localhost',
      body: 'Art thou there?',
    });
    const { messages } = await juliet.hub.wait('messagesChanged', ({ messages: [one] }) => one?.state === 'failed');
    expect(messages[0]?.failure).toMatchObject({ code: 'refused-by-server' });
  });
});

describe('contacts', () => {
  it('at a service that cannot be reached are known not to have been asked', async () => {
    const juliet = await signIn('juliet');
    await settledOnline(juliet);
    const contact = { account: juliet.jid, with: 'tybalt@nowhere.example' };
    await juliet.features.handlers['contacts.add']({ ...contact, name: '', groups: [] });
    const cameBack = () =>
      juliet.hub.wait('contactsChanged', ({ changed }) => changed.some((one) => one.requestFailure !== undefined));
    const { changed } = await cameBack();
    // The server of the tests talks to no other.
    expect(changed).toMatchObject([{ jid: contact.with, pendingOut: true, requestFailure: 'not-allowed' }]);
    juliet.hub.forget();
    await juliet.features.handlers['contacts.subscribe'](contact);
    await cameBack();
    await juliet.features.handlers['contacts.remove'](contact);
  });

  it('are added with consent of both, changed, and removed, as the other side sees too', async () => {
    const [nurse, paris] = await Promise.all([signIn('nurse'), signIn('paris')]);
    await Promise.all([settledOnline(nurse), settledOnline(paris)]);
    await nurse.features.handlers['contacts.add']({
      account: nurse.jid,
      with: paris.jid,
      name: 'Count',
      groups: ['Nobles'],
    });
    const asked = await paris.hub.wait('subscriptionRequestsChanged', ({ requests }) => requests.length === 1);
    expect(asked.requests).toMatchObject([{ from: nurse.jid }]);

    await paris.features.handlers['contacts.approve']({ account: paris.jid, with: nurse.jid });
    await paris.features.handlers['contacts.add']({ account: paris.jid, with: nurse.jid, name: '', groups: [] });
    await nurse.hub.wait('contactsChanged', ({ changed }) =>
      changed.some((one) => one.subscription === 'to' || one.subscription === 'both'),
    );
    const back = await Promise.race([
      nurse.hub.wait('subscriptionRequestsChanged', ({ requests }) => requests.length === 1).then(() => 'asked'),
      nurse.hub
        .wait('contactsChanged', ({ changed }) => changed.some((one) => one.subscription === 'both'))
        .then(() => 'pre-approved'),
    ]);
    if (back === 'asked') await nurse.features.handlers['contacts.approve']({ account: nurse.jid, with: paris.jid });
    await paris.hub.wait('contactsChanged', ({ changed }) => changed.some((one) => one.subscription === 'both'));
    await seesOnline(nurse, paris.jid);

    await nurse.features.handlers['contacts.update']({
      account: nurse.jid,
      with: paris.jid,
      name: 'Paris',
      groups: [],
    });
    await nurse.hub.wait('contactsChanged', ({ changed }) =>
      changed.some((one) => one.name === 'Paris' && one.groups.length === 0),
    );
    expect(nurse.features.contactName(nurse.jid, paris.jid)).toBe('Paris');

    await nurse.features.handlers['contacts.block']({ account: nurse.jid, with: paris.jid });
    await nurse.hub.wait('blockListChanged', ({ blocked }) => blocked.includes(paris.jid));
    await nurse.features.handlers['contacts.unblock']({ account: nurse.jid, with: paris.jid });

    await nurse.features.handlers['contacts.remove']({ account: nurse.jid, with: paris.jid });
    await nurse.hub.wait('contactsChanged', ({ removed }) => removed.includes(paris.jid));
    await paris.hub.wait('contactsChanged', ({ changed }) => changed.some((one) => one.subscription === 'none'));
    expect(await nurse.contact(paris.jid)).toBeUndefined();
  });

  it('show several clients, away by idleness and back, and going offline', async () => {
    const [juliet, romeo] = await together();
    romeo.features.setIdle(Date.now() - 600_000);
    await juliet.hub.wait('presenceChanged', ({ changed }) => changed[0]?.resources[0]?.availability === 'away');
    romeo.features.setIdle(undefined);
    juliet.hub.forget();
    await juliet.hub.wait('presenceChanged', ({ changed }) => changed[0]?.resources[0]?.availability === 'available');
    await romeo.features.handlers['accounts.setAvailability']({
      account: romeo.jid,
      availability: 'dnd',
      statusText: 'In a duel',
    });
    await juliet.hub.wait('presenceChanged', ({ changed }) => changed[0]?.resources[0]?.statusText === 'In a duel');
    await romeo.features.handlers['accounts.setPriority']({ account: romeo.jid, priority: 5 });
    await juliet.hub.wait('presenceChanged', ({ changed }) => changed[0]?.resources[0]?.priority === 5);
    expect((await juliet.contact(romeo.jid))?.resources).toMatchObject([
      { availability: 'dnd', statusText: 'In a duel', priority: 5 },
    ]);
    juliet.hub.forget();
    await romeo.features.stop();
    await juliet.hub.wait(
      'presenceChanged',
      ({ changed }) => changed[0]?.jid === romeo.jid && changed[0].resources.length === 0,
    );
  });
});
