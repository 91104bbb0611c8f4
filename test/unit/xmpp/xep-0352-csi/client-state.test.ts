import { expect, test } from 'vitest';
import { NS_CSI } from '../../../../electron/xmpp/ns';
import { ClientStateModule } from '../../../../electron/xmpp/xep-0352-csi/module';
import { MockSession } from '../../../support/mock-session';

function attached(offered = true): { session: MockSession; state: ClientStateModule; told: () => string[] } {
  const session = new MockSession();
  if (offered) session.offerStreamFeature('csi', NS_CSI);
  const state = new ClientStateModule();
  state.attach(session);
  return { session, state, told: () => session.takeSent().map((element) => element.toString()) };
}

const ACTIVE = `<active xmlns="${NS_CSI}"/>`;
const INACTIVE = `<inactive xmlns="${NS_CSI}"/>`;

test('each change is told once', () => {
  const { state, told } = attached();
  for (const now of ['active', 'inactive', 'inactive', 'active'] as const) state.tell(now);
  expect(told()).toEqual([INACTIVE, ACTIVE]);
});

test.each(['goOnline', 'resume'] as const)(
  'after "%s" the server hears it again, for it starts from active',
  (begin) => {
    const { session, state, told } = attached();
    state.tell('inactive');
    session.interrupt();
    told();
    session[begin]();
    expect(told()).toEqual([INACTIVE]);
    state.tell('active');
    session[begin]();
    expect(told()).toEqual([ACTIVE]);
  },
);

test('what changed without a connection is told on the next one', () => {
  const { session, state, told } = attached();
  session.goOffline();
  state.tell('inactive');
  expect(told()).toEqual([]);
  session.goOnline();
  expect(told()).toEqual([INACTIVE]);
});

test('a server that does not offer it is told nothing, nor is anything thrown before there is a session', () => {
  const { session, state, told } = attached(false);
  state.tell('inactive');
  session.resume();
  expect(told()).toEqual([]);
  expect(() => new ClientStateModule().tell('inactive')).not.toThrow();
});
