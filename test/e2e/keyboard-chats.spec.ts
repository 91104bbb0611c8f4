/** Conversations by keyboard alone: no test here touches the mouse. */
import { arrowTo, choose, openChat, signInByKeyboard, tabTo, type, use } from './keyboard-steps';
import { expect, test } from './fixtures';

test('signing in, writing, correcting, quoting and changing the status', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const window = await signInByKeyboard(await launch(), 'juliet@localhost', prosody.port);

  const box = await openChat(window, 'Romeo');
  await tabTo(window, box);
  await window.keyboard.insertText('Good night');
  await window.keyboard.press('Enter');
  await romeo.wait('message', { body: 'Good night' });
  // The other side may have it before it stands here.
  await expect(window.getByRole('article', { name: /^You/u }).last()).toContainText('Good night');
  await window.keyboard.press('ArrowUp');
  await expect(box).toHaveValue('Good night');
  await window.keyboard.insertText(', good night');
  await window.keyboard.press('Enter');
  await romeo.wait('message', { body: 'Good night, good night' });

  await romeo.do('say', { to: 'juliet@localhost', body: 'Parting is such sweet sorrow' });
  const last = window.getByRole('article', { name: /^Romeo/u }).last();
  await expect(last).toContainText('sweet sorrow');
  await tabTo(window, last);
  await window.keyboard.press('Shift+F10');
  const menu = window.getByRole('menu');
  await expect(menu).toBeVisible();
  await arrowTo(window, menu.getByRole('menuitem', { name: 'Quote' }));
  await window.keyboard.press('Enter');
  await expect(box).toHaveValue(/^> Parting is such sweet sorrow/u);

  await use(window, window.getByRole('button', { name: 'Account status' }));
  await tabTo(window, window.getByRole('textbox', { name: 'Status message' }));
  await window.keyboard.insertText('on the balcony');
  await window.keyboard.press('Enter');
  await romeo.wait('presence', { status: 'on the balcony' });
  await window.keyboard.press('Escape');
});

test('answering, reacting, taking back, searching, saving and deleting', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const window = await signInByKeyboard(await launch(), 'juliet@localhost', prosody.port);
  const box = await openChat(window, 'Romeo');
  await romeo.do('say', { to: 'juliet@localhost', body: 'I would I were thy bird' });
  const article = window.getByRole('article', { name: /^Romeo/u });
  await expect(article).toContainText('thy bird');

  const offered = window.getByRole('group', { name: 'Reactions' }).getByRole('button').first();
  await choose(window, article, 'React…');
  await expect(offered).toBeFocused();
  await window.keyboard.press('ArrowRight');
  await window.keyboard.press('Enter');
  await expect(article.getByRole('button', { name: /1 person: You/u })).toBeVisible();
  await choose(window, article, 'React…');
  await expect(offered).toBeFocused();
  await window.keyboard.press('End');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('searchbox', { name: 'Find an emoji' })).toBeFocused();
  await window.keyboard.insertText('bird');
  await expect(window.getByRole('group', { name: 'Emojis' }).getByRole('button').nth(1)).toBeVisible();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('ArrowRight');
  await window.keyboard.press('Enter');
  await expect(article.getByRole('list', { name: 'Reactions' }).getByRole('listitem')).toHaveCount(2);

  await choose(window, article, 'Answer');
  await expect(box).toBeFocused();
  await window.keyboard.insertText('Sweet, so would I');
  await window.keyboard.press('Enter');
  await romeo.wait('message', ({ body }) => String(body).endsWith('so would I'));
  const own = window.getByRole('article', { name: /^You/u });
  await expect(own).toContainText('Answers Romeo');
  await choose(window, own, 'Take back…');
  await use(window, window.getByRole('button', { name: 'Take back' }));
  await expect(own).toContainText('You took this message back.');

  await window.keyboard.press('Control+F');
  await expect(window.getByRole('searchbox', { name: 'Find in messages' })).toBeFocused();
  await window.keyboard.insertText('thy bir');
  await expect(window.getByRole('list', { name: 'Messages found' }).getByRole('button')).toHaveCount(1);
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Enter');
  await expect(article).toBeFocused();
  await use(window, window.getByRole('button', { name: 'Close search' }));

  await use(window, window.getByRole('button', { name: 'More for this conversation' }));
  await expect(window.getByRole('menuitem').first()).toBeFocused();
  await window.keyboard.press('End');
  await window.keyboard.press('Enter');
  await use(window, window.getByRole('button', { name: 'Delete here' }));
  await expect(window.getByRole('log')).toBeHidden();
});

test('a link opened, a message copied, an emoji written in the middle', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const candor = await launch();
  // In place of starting a browser.
  await candor.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = (url) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
  const window = await signInByKeyboard(candor, 'juliet@localhost', prosody.port);
  const box = await openChat(window, 'Romeo');
  await romeo.do('say', { to: 'juliet@localhost', body: 'The way: https://example.org/wall?side=east' });
  const message = window.getByRole('article', { name: /^Romeo/u });

  await use(window, message.getByRole('link'));
  await expect
    .poll(() => candor.app.evaluate(() => (globalThis as { opened?: readonly string[] }).opened))
    .toEqual(['https://example.org/wall?side=east']);

  await choose(window, message, 'Copy');
  await expect
    .poll(() => candor.app.evaluate(({ clipboard }) => clipboard.readText()))
    .toBe('The way: https://example.org/wall?side=east');

  await type(window, box, 'I come, love');
  for (const _letter of ', love') await window.keyboard.press('ArrowLeft');
  await use(window, window.getByRole('button', { name: 'Insert an emoji' }));
  await expect(window.getByRole('searchbox', { name: 'Find an emoji' })).toBeFocused();
  await window.keyboard.insertText('ladder');
  await expect(window.getByRole('button', { name: 'ladder', exact: true })).toBeVisible();
  await window.keyboard.press('Enter');
  await expect(box).toBeFocused();
  await window.keyboard.press('Enter');
  await romeo.wait('message', { body: 'I come🪜, love' });
});
