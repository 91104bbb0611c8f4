/** What becomes of a message, and what is said about it, between the window and a client of another make. */
import type { Locator, Page } from '@playwright/test';
import { contactItem, signIn } from '../support/screens';
import { expect, password, test, verona } from './fixtures';

async function send(window: Page, text: string): Promise<void> {
  await window.getByRole('textbox', { name: 'Message' }).fill(text);
  await window.getByRole('button', { name: 'Send' }).click();
}

async function chooseFor(window: Page, article: Locator, item: string): Promise<void> {
  await article.click({ button: 'right' });
  await window.getByRole('menuitem', { name: item, exact: true }).click();
}

test('a message that came back says why, is tried again and arrives; another is deleted', async ({
  launch,
  ownServer,
  peer,
}) => {
  const paris = { jid: 'paris@localhost', name: 'Paris', groups: [], subscription: 'both' as const };
  const server = await ownServer({ accounts: [{ user: 'juliet', password, roster: [paris] }, ...verona.slice(1)] });
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
  await contactItem(window, 'Paris').click();
  const log = window.getByRole('log', { name: 'Conversation with Paris' });

  await send(window, 'What must be shall be');
  const failed = log.getByRole('article', { name: /^You, \d\d:\d\d, failed$/u });
  await expect(failed).toContainText('The message came back. Paris cannot be reached there');
  await send(window, 'That’s a certain text');
  await expect(failed).toHaveCount(2);

  await server.seed([{ user: 'paris', password, roster: [{ ...paris, jid: 'juliet@localhost', name: 'Juliet' }] }]);
  const there = await peer('paris', 'second', server);
  await failed.first().getByRole('button', { name: 'Try again' }).click();
  await there.wait('message', { body: 'What must be shall be' });
  await expect(log.getByRole('article', { name: /^You, \d\d:\d\d, delivered$/u })).toContainText('What must be');

  await failed.getByRole('button', { name: 'Delete' }).click();
  await expect(log.getByRole('article')).toHaveCount(1);
  await expect(window.getByText('The message was deleted')).toBeVisible();
  await window.getByRole('button', { name: 'Undo' }).click();
  await expect(failed).toContainText('That’s a certain text');
  await failed.getByRole('button', { name: 'Try again' }).click();
  await there.wait('message', { body: 'That’s a certain text' });
  expect(there.heard.filter(({ body }) => body === 'What must be shall be')).toHaveLength(1);
});

test('answers, reactions and what was taken back reach the other side, and come from there', async ({
  launch,
  peer,
  prosody,
}) => {
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await contactItem(window, 'Romeo').click();
  const log = window.getByRole('log', { name: 'Conversation with Romeo' });
  const question = (await romeo.do('say', { to: 'juliet@localhost', body: 'Shall I hear more?' })) as string;
  const asked = log.getByRole('article', { name: /^Romeo/u }).first();
  await expect(asked).toContainText('Shall I hear more?');

  await chooseFor(window, asked, 'Answer');
  await send(window, 'Speak again');
  const answer = await romeo.wait('message', ({ body }) => String(body).endsWith('Speak again'));
  expect(answer['xml']).toContain('urn:xmpp:reply:0');
  expect(answer['xml']).toContain(question);
  const own = log.getByRole('article', { name: /^You/u }).first();
  await expect(own).toContainText('Answers Romeo: Shall I hear more?');

  await chooseFor(window, asked, 'React…');
  await window.getByRole('button', { name: 'More emojis…' }).click();
  await window.getByRole('searchbox', { name: 'Find an emoji' }).fill('party popper');
  await window.getByRole('button', { name: 'party popper' }).click();
  const reaction = await romeo.wait('mark', ({ xml }) => String(xml).includes('urn:xmpp:reactions:0'));
  expect(reaction['xml']).toContain('🎉');
  await expect(asked.getByRole('button', { name: '🎉, 1 person: You' })).toBeVisible();

  const id = String(answer['id']);
  const say = (payload: string): Promise<unknown> =>
    romeo.do('raw', {
      xml: `<message xmlns="jabber:client" to="juliet@localhost" type="chat" id="r-${String(payload.length)}">${payload}<store xmlns="urn:xmpp:hints"/></message>`,
    });
  await say(`<reactions xmlns="urn:xmpp:reactions:0" id="${id}"><reaction>🌹</reaction></reactions>`);
  await expect(own.getByRole('button', { name: '🌹, 1 person: Romeo' })).toBeVisible();
  await say(`<body>By whose direction?</body><reply xmlns="urn:xmpp:reply:0" id="${id}" to="juliet@localhost"/>`);
  await expect(log.getByRole('article').last()).toContainText('Answers your message: Speak again');

  await chooseFor(window, own, 'Take back…');
  await window
    .getByRole('dialog', { name: 'Take this message back?' })
    .getByRole('button', { name: 'Take back' })
    .click();
  const retraction = await romeo.wait('message', ({ xml }) => String(xml).includes('urn:xmpp:message-retract:1'));
  expect(retraction['xml']).toContain(id);
  await expect(own).toHaveAccessibleName(/taken back$/u);
  await expect(own).toContainText('You took this message back.');
  await say(`<retract xmlns="urn:xmpp:message-retract:1" id="${question}"/>`);
  await expect(asked).toContainText('Romeo took this message back.');
});
