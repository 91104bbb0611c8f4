import { describe, expect, it } from 'vitest';
import { carbon, chat, JULIET, NURSE, online, started, type World } from '../helpers';

const SERVICE = 'capulet.lit';
const list = (world: World) => world.handlers['privacy.notices']({ account: JULIET });

function announce(
  text: string,
  {
    from = SERVICE,
    type = 'headline',
    id,
    subject = '',
  }: { from?: string; type?: string; id?: string; subject?: string } = {},
): string {
  const title = subject === '' ? '' : `<subject>${subject}</subject>`;
  return chat(text, { from, type, ...(id === undefined ? {} : { id }), payload: title });
}

describe('notices of the service', () => {
  it('are kept apart from conversations, counted until they are read, and still there after a restart', async () => {
    const world = await online();
    await world.receive(announce('Down on Sunday', { subject: 'Work' }), announce('Up again', { type: 'normal' }));
    expect(await list(world)).toMatchObject([
      { from: SERVICE, kind: 'notice', subject: '', body: 'Up again', read: false },
      { from: SERVICE, kind: 'notice', subject: 'Work', body: 'Down on Sunday', read: false },
    ]);
    expect(world.hub.all('serviceNoticesChanged').at(-1)).toEqual({ account: JULIET, unread: 2 });
    expect(world.hub.all('messagesAdded')).toEqual([]);
    expect((await world.snapshot()).accounts[0]).toMatchObject({ unreadNotices: 2, conversations: [] });
    await world.stop();

    const again = await started(world.kept);
    const [newest] = await list(again);
    await again.handlers['privacy.markNoticesRead']({ account: JULIET, upTo: newest?.key ?? 0 });
    expect((await list(again)).map(({ read }) => read)).toEqual([true, true]);
    expect(again.hub.all('serviceNoticesChanged').at(-1)).toEqual({ account: JULIET, unread: 0 });
    expect((await again.snapshot()).accounts[0]?.unreadNotices).toBeUndefined();
  });

  it.each([
    ['somebody at the service', `announce@${SERVICE}`],
    ['somebody at the service, from a device of that name', `nurse@${SERVICE}/${SERVICE}`],
    ['a resource that imitates it', `romeo@montague.lit/${SERVICE}`],
    ['another service', 'montague.lit'],
    ['another service with a resource of that name', `montague.lit/${SERVICE}`],
    ['a part of the service', `announce.${SERVICE}`],
    ['a resource of the service', `${SERVICE}/announce/online`],
    ['a name that begins so', `${SERVICE}.example.net`],
    ['a name with a letter that looks the same', 'c\u0430pulet.lit'],
  ])('are never from %s', async (_who, from) => {
    const world = await online();
    await world.receive(announce('Give me your password', { from, type: 'chat' }));
    expect(await list(world)).toEqual([]);
    expect(world.hub.all('serviceNoticesChanged')).toEqual([]);
  });

  it('are never what another of the own devices claims to have got, nor what one sent to the service', async () => {
    const world = await online();
    const inner = announce('Give me your password', { from: SERVICE });
    await world.receive(
      `<message xmlns="jabber:client" from="${NURSE}" to="${JULIET}/here"><received xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0">${inner}</forwarded></received></message>`,
    );
    await world.receive(carbon('sent', chat('to the service', { from: `${JULIET}/phone`, to: SERVICE })));
    expect(await list(world)).toEqual([]);
  });

  it('are errors to nobody, and no room speaks through them', async () => {
    const world = await online();
    await world.receive(
      announce('x', { type: 'error' }),
      announce('y', { type: 'groupchat' }),
      `<message xmlns="jabber:client" from="${SERVICE}" to="${JULIET}" type="headline"/>`,
    );
    expect(await list(world)).toEqual([]);
  });

  it('are the message of the day where the same text comes with each sign-in, and then news only once', async () => {
    const world = await online();
    await world.receive(announce('Be kind', { id: 'motd-1' }));
    await world.receive(announce('Be kind', { id: 'motd-1' }));
    expect(await list(world)).toMatchObject([{ kind: 'notice', read: false }]);
    const [notice] = await list(world);
    await world.handlers['privacy.markNoticesRead']({ account: JULIET, upTo: notice?.key ?? 0 });
    world.hub.forget();
    await world.receive(announce('Be kind', { id: 'motd-2' }));
    expect(await list(world)).toMatchObject([{ kind: 'motd', read: true }]);
    expect(world.hub.all('serviceNoticesChanged')).toEqual([]);
  });

  it('of a change of the policy are recognised, and belong to the pack where there is one', async () => {
    const world = await online();
    await world.signIn({ jid: 'juliet@jabber.org' });
    const account = 'juliet@jabber.org';
    await world.session.receive(
      chat('Our privacy policy changes on 1 January.', { from: 'jabber.org', to: account, type: 'headline' }),
    );
    await world.session.receive(
      chat('Neu: siehe https://www.jabber.org/service-policy/', { from: 'jabber.org', to: account, type: 'normal' }),
    );
    await world.session.receive(chat('We love cookies', { from: 'jabber.org', to: account, type: 'normal' }));
    await world.quiet();
    const notices = await world.handlers['privacy.notices']({ account });
    expect(notices.map(({ kind, pack }) => [kind, pack])).toEqual([
      ['notice', undefined],
      ['policy-change', 'jabber.org'],
      ['policy-change', 'jabber.org'],
    ]);
  });

  it('leave no trace with the account', async () => {
    const world = await online();
    await world.receive(announce('Down on Sunday'));
    await world.handlers['accounts.signOut']({ account: JULIET });
    await world.stop();
    expect(world.openFile().history(JULIET).notices.list(JULIET)).toEqual([]);
  });
});
