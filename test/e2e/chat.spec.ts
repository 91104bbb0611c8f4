import { contactItem, signIn } from '../support/screens';
import { expect, password, test } from './fixtures';

test('messages go both ways with receipts, typing and a correction', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await contactItem(window, 'Romeo').click();
  const log = window.getByRole('log', { name: 'Conversation with Romeo' });

  await window.getByRole('textbox', { name: 'Message' }).fill('Wherefore art thou?');
  await window.getByRole('button', { name: 'Send' }).click();
  const heard = await romeo.wait('message', { body: 'Wherefore art thou?' });
  expect(heard['xml']).toContain('urn:xmpp:receipts');
  await expect(log.getByRole('article', { name: /^You, .*delivered$/u })).toContainText('Wherefore art thou?');

  await romeo.do('say', { to: 'juliet@localhost', state: 'composing' });
  const typing = window.getByRole('status').filter({ hasText: 'Romeo is typing' });
  await expect(typing).toBeVisible();
  const sent = (await romeo.do('say', {
    to: 'juliet@localhost',
    body: 'By the wal',
    receipt: true,
    state: 'active',
  })) as string;
  await expect(log.getByRole('article', { name: /^Romeo/u }).last()).toContainText('By the wal');
  await romeo.wait('receipt', { id: sent });
  await expect(typing).toBeHidden();

  await romeo.do('say', { to: 'juliet@localhost', body: 'By the wall', replaces: sent, state: 'active' });
  await expect(log.getByRole('article', { name: /^Romeo/u })).toHaveCount(1);
  await expect(log.getByRole('article', { name: /^Romeo/u })).toContainText('By the wall');

  const box = window.getByRole('textbox', { name: 'Message' });
  await box.pressSequentially('I come');
  await romeo.wait('chatstate', { state: 'composing' });
  await box.press('Enter');
  await romeo.wait('message', { body: 'I come' });
  // The other side may have it before it stands here.
  const own = log.getByRole('article', { name: /^You/u });
  await expect(own.last()).toContainText('I come');
  await box.press('ArrowUp');
  await expect(box).toHaveValue('I come');
  await box.fill('I come anon');
  await box.press('Enter');
  await romeo.wait('message', { body: 'I come anon' });
  await expect(own.last()).toContainText('I come anon');
  await expect(own).toHaveCount(2);
});

test('a message sent from another own session appears as own', async ({ launch, peer, prosody }) => {
  await peer('romeo');
  const phone = await peer('juliet', 'phone');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await contactItem(window, 'Romeo').click();
  const log = window.getByRole('log', { name: 'Conversation with Romeo' });
  await expect(log).toBeVisible();
  await phone.do('say', { to: 'romeo@localhost', body: 'from my phone' });
  await expect(log.getByRole('article', { name: /^You/u })).toContainText('from my phone');
});

test('counts what is unread and forgets no draft', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await contactItem(window, 'Nurse').click();
  await window.getByRole('textbox', { name: 'Message' }).fill('Anon, good nurse');
  await romeo.do('say', { to: 'juliet@localhost', body: 'one' });
  await romeo.do('say', { to: 'juliet@localhost', body: 'two' });
  await expect(contactItem(window, 'Romeo')).toHaveAccessibleName(/2 unread/u);
  await contactItem(window, 'Romeo').click();
  await expect(contactItem(window, 'Romeo')).not.toHaveAccessibleName(/unread/u);
  await expect(window.getByRole('textbox', { name: 'Message' })).toHaveValue('');
  await contactItem(window, 'Nurse').click();
  await expect(window.getByRole('textbox', { name: 'Message' })).toHaveValue('Anon, good nurse');

  await candor.quit();
  const second = await launch({ profile: candor.profile });
  const again = await second.window();
  await contactItem(again, 'Nurse').click();
  await expect(again.getByRole('textbox', { name: 'Message' })).toHaveValue('Anon, good nurse');
  await contactItem(again, 'Romeo').click();
  await expect(again.getByRole('log', { name: 'Conversation with Romeo' })).toContainText('two');
});
