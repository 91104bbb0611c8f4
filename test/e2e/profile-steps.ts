/** What tests of the profile do in the window, and ask of the server as another program. */
import type { Page } from '@playwright/test';
import { NS_PUBSUB, NS_VCARD_TEMP } from '../../electron/xmpp/ns';
import type { Peer } from '../support/peer';
import { expect } from './fixtures';

export const JULIET = 'juliet@localhost';
/** A server that stores cards as they are, so that both ways of pictures are Candor's own doing. */
export const whole = { modules: ['vcard'], without: ['vcard_legacy'] };

export async function ask(peer: Peer, type: 'get' | 'set', payload: string, to?: string): Promise<string> {
  const answer = (await peer.do('iq', { type, payload, timeout: 10, ...(to !== undefined && { to }) })) as {
    readonly xml?: string;
    readonly error?: string;
  };
  return answer.xml ?? `error: ${String(answer.error)}`;
}
export const cardOf = (peer: Peer, to?: string): Promise<string> =>
  ask(peer, 'get', `<vCard xmlns='${NS_VCARD_TEMP}'/>`, to);
export const itemsOf = (peer: Peer, node: string): Promise<string> =>
  ask(peer, 'get', `<pubsub xmlns='${NS_PUBSUB}'><items node='${node}'/></pubsub>`, JULIET);

export async function openProfile(window: Page): Promise<void> {
  await window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Profile' }).click();
  await expect(window.getByRole('textbox', { name: 'Full name' })).toBeVisible();
}

export async function save(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Save', exact: true }).click();
}
