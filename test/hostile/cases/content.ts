/** Cases 39 to 43 and 46 to 48: what a message or a link holds, and what the window makes of it. */
import type { Locator, Page } from '@playwright/test';
import { expect } from 'vitest';
import type { FakeStream } from '../../support/fake-server/stream';
import type { AppCase, AppScene } from '../app-scene';
import { eventually } from '../client-under-test';
import { ACCOUNT, FRIEND } from '../scene';

function escape(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;');
}

/** Sends a message from the friend, opens the conversation and returns its last message as drawn. */
async function drawn(
  scene: AppScene,
  body: string,
  more = '',
): Promise<{ stream: FakeStream; page: Page; article: Locator }> {
  const stream = await scene.online(await scene.server());
  stream.send(
    `<message from='${FRIEND}/x' to='${ACCOUNT}' type='chat' id='h1'><body>${escape(body)}</body>${more}</message>`,
  );
  await eventually(
    'stored',
    () => scene.client.stored(),
    (stored) => stored.length > 0,
  );
  const page = await scene.client.page();
  await page
    .getByRole('list', { name: 'Contacts' })
    .getByRole('listitem', { name: /^romeo/iu })
    .first()
    .click();
  const article = page.getByRole('log').getByRole('article').last();
  await article.waitFor();
  return { stream, page, article };
}

/** Clicks everything that looks like a link and tells what left the app. */
async function leaves(scene: AppScene, article: Locator): Promise<readonly string[]> {
  const links = article.getByRole('link');
  for (let nth = 0; nth < (await links.count()); nth += 1) await links.nth(nth).click();
  return scene.client.openedOutside();
}

export const contentCases: readonly AppCase[] = [
  {
    number: 39,
    title: 'XHTML-IM, markup and javascript: are text',
    async play(scene) {
      const xhtml =
        "<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>" +
        "<img src='https://evil.example/x.png' onerror='document.title=1'/><a href='javascript:alert(1)'>click</a></body></html>";
      const body =
        '<img src=x onerror="document.title=\'owned\'"> <script>document.title="owned"</script> javascript:alert(1)';
      const { page, article } = await drawn(scene, body, xhtml);
      expect(await article.textContent()).toContain('<img src=x onerror=');
      expect(await article.locator('img, script, iframe').count()).toBe(0);
      expect(await article.getByText('click', { exact: true }).count()).toBe(0);
      expect(await page.title()).not.toContain('owned');
      expect(await leaves(scene, article)).toEqual([]);
    },
  },
  {
    number: 40,
    title: 'file:, smb:, ms-msdt: and UNC links are never opened',
    async play(scene) {
      const dangerous = [
        'file:///etc/passwd',
        'smb://evil.example/share',
        'ms-msdt:/id',
        '\\\\evil.example\\share',
        'data:text/html,x',
      ];
      const { article } = await drawn(scene, dangerous.join(' '));
      expect(await article.getByRole('link').count()).toBe(0);
      for (const url of [...dangerous, 'javascript:alert(1)', 'vbscript:x', 'https://user:secret@evil.example/'])
        expect(await scene.client.opensLink(url)).toBe(false);
      expect(await scene.client.openedOutside()).toEqual([]);
    },
  },
  {
    number: 41,
    title: 'bidi override, look-alike host and credentials in a link',
    async play(scene) {
      const { article } = await drawn(scene, '\u202etxt.exe https://аpple.com/ https://user:pw@evil.example/x');
      expect(await article.getByText('xn--pple-43d.com', { exact: false }).count()).toBeGreaterThan(0);
      for (const link of await article.getByRole('link').all())
        expect((await link.getAttribute('href')) ?? '').not.toContain('user:pw');
      // The override ends within the message; what stands around it keeps its direction.
      expect(await article.locator('bdi, [dir=auto]').count()).toBeGreaterThan(0);
      expect((await article.textContent())?.includes('\u202e')).toBe(false);
    },
  },
  {
    number: 42,
    title: 'aesgcm: is no plain link',
    async play(scene) {
      const { article } = await drawn(scene, 'aesgcm://upload.example/file.jpg#00112233');
      expect(await article.getByRole('link').count()).toBe(0);
    },
  },
  {
    number: 43,
    title: 'an out-of-band link to the own network is not fetched',
    async play(scene) {
      const bait = await scene.server();
      const url = `http://127.0.0.1:${String(bait.port)}/x.png`;
      const { stream, article } = await drawn(scene, url, `<x xmlns='jabber:x:oob'><url>${url}</url></x>`);
      expect(await article.textContent()).toContain(url);
      // By the time that this has come over the network and is drawn, what the other drawing led to would be there.
      stream.message(`${FRIEND}/x`, 'later');
      await article.page().getByRole('log').getByRole('article').filter({ hasText: 'later' }).waitFor();
      expect(bait.streams).toHaveLength(0);
    },
  },
  ...[
    ['100,000 emoji', '😀'.repeat(100_000)],
    ['joined emoji', '👩‍👩‍👧‍👦'.repeat(40_000)],
    ['combining marks', `a${'\u0301'.repeat(500_000)}`],
    ['deep quotes', `${'>'.repeat(50_000)} deep`],
  ].map(([what = '', body = '']): AppCase => ({
    number: 46,
    title: `${what} are drawn within bounds`,
    async play(scene) {
      const { page, article } = await drawn(scene, body);
      expect((await article.textContent())?.length ?? 0).toBeLessThan(20_000);
      await page.getByRole('textbox', { name: 'Message' }).fill('still live', { timeout: 5000 });
    },
  })),
  ...[
    ['stars', '*a '.repeat(330_000)],
    ['a line of 1 MB', 'x'.repeat(1_000_000)],
    ['open blocks', '```\n'.repeat(250_000)],
    ['almost links', 'https://'.repeat(125_000)],
  ].map(([what = '', body = '']): AppCase => ({
    number: 47,
    title: `markup that is slow to parse: ${what}`,
    async play(scene) {
      const { page } = await drawn(scene, body);
      await page.getByRole('textbox', { name: 'Message' }).fill('still live', { timeout: 5000 });
    },
  })),
  {
    number: 48,
    title: 'an xmpp: link that removes a contact asks first',
    async play(scene) {
      const server = await scene.server();
      server.script = async (stream) => {
        await stream.signIn();
        await stream.serveRequests((iq) =>
          iq.payload === 'query jabber:iq:roster' && iq.type === 'get'
            ? `<iq type='result' id='${iq.id}'><query xmlns='jabber:iq:roster'><item jid='${FRIEND}' subscription='both'/></query></iq>`
            : undefined,
        );
      };
      const stream = await scene.online(server);
      await eventually(
        'contact',
        () => scene.client.contacts(),
        (contacts) => contacts.includes(FRIEND),
      );
      await scene.client.receiveLink(`xmpp:${FRIEND}?remove`);
      const page = await scene.client.page();
      const question = page.getByRole('dialog').filter({ hasText: FRIEND });
      await question.waitFor();
      await scene.expectHears(stream);
      expect(stream.received).not.toContain('subscription="remove"');
      expect(await scene.client.contacts()).toContain(FRIEND);
      await question.getByRole('button', { name: 'Cancel' }).click();
      await question.waitFor({ state: 'hidden' });
      expect(await scene.client.contacts()).toContain(FRIEND);
    },
  },
];
