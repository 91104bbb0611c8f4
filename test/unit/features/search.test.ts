import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { excerptOf } from '../../../electron/features/search/excerpt';
import { wordsOf } from '../../../electron/store/search-words';
import { chat, JULIET, NURSE, online, ROMEO, started, temporaryFolder, type World } from './helpers';

const marked = (body: string, text: string): string =>
  excerptOf(body, wordsOf(text))
    .map((part) => (part.match ? `[${part.text}]` : part.text))
    .join('');

describe('an excerpt', () => {
  it('marks the words, whole, with their case and accents', () => {
    expect(marked('Wherefore art thou, Roméo?', 'rome WHERE')).toBe('[Wherefore] art thou, [Roméo]?');
    expect(marked('a an and', 'a')).toBe('[a] an and');
  });

  it('is one line around the first match, cut between words', () => {
    const body = `${'far away '.repeat(30)}\nthe lark ${'and so on '.repeat(40)}`;
    const text = marked(body, 'lark');
    expect(text).toMatch(/^… .{20,45}\[lark\] and so on .* …$/u);
    expect(text.length).toBeLessThan(200);
  });

  it('is the beginning where the index saw a match that is not seen here, and never splits a character', () => {
    expect(marked('short', 'other')).toBe('short');
    expect(marked(`${'😀'.repeat(200)}lark`, 'lark')).toMatch(/^… 😀+\[lark\]$/u);
  });
});

describe('messages.search', () => {
  it('finds what came a moment ago and what was sent, with a piece of it', async () => {
    const world = await online();
    await world.send('Is it the lark?');
    await world.session.receive(chat('It was the nightingale and not the lark'));
    const { hits, hasMore } = await world.handlers['messages.search']({ account: JULIET, text: 'lark' });
    expect(hasMore).toBe(false);
    expect(hits.map(({ message }) => [message.direction, message.body])).toEqual([
      ['in', 'It was the nightingale and not the lark'],
      ['out', 'Is it the lark?'],
    ]);
    expect(hits[0]?.excerpt.filter((part) => part.match)).toEqual([{ text: 'lark', match: true }]);
  });

  it('gives page after page', async () => {
    const world = await online();
    await world.receive(...Array.from({ length: 70 }, (_, n) => chat(`word ${String(n)}`)));
    const seen: string[] = [];
    for (let before: number | undefined, more = true; more;) {
      const page = await world.handlers['messages.search']({ account: JULIET, text: 'word', before });
      seen.push(...page.hits.map(({ message }) => message.body));
      before = page.hits.at(-1)?.message.key;
      more = page.hasMore;
    }
    expect(seen).toEqual(Array.from({ length: 70 }, (_, n) => `word ${String(69 - n)}`));
  });
});

describe('messages.deleteConversation', () => {
  it('removes it with its draft, tells the window, and it stays away', async () => {
    const world = await online();
    await world.receive(chat('one'), chat('two'), chat('of the nurse', { from: `${NURSE}/x` }));
    await world.handlers['messages.setDraft']({ account: JULIET, with: ROMEO, draft: 'half' });
    const keys = (await world.messages()).map((one) => one.key);
    world.hub.forget();
    await world.handlers['messages.deleteConversation']({ account: JULIET, with: ROMEO });
    expect(world.hub.all('messagesRemoved')).toEqual([{ account: JULIET, with: ROMEO, keys }]);
    const gone = { with: ROMEO, unread: 0, readUpTo: 0, draft: '' };
    expect(world.hub.all('conversationsChanged').at(-1)).toEqual({ account: JULIET, conversations: [gone] });
    expect(await world.messages()).toEqual([]);
    expect(await world.messages(NURSE)).toHaveLength(1);
    await world.stop();
    const again = await started(world.kept);
    expect(await again.messages()).toEqual([]);
    const [account] = (await again.snapshot()).accounts;
    expect(account?.conversations.map((one) => one.with)).toEqual([NURSE]);
  });
});

describe('an exported conversation', () => {
  const nasty = 'Hi</p><script>alert(1)</script> & "quotes"\nsecond [2020-01-01] line';

  async function exported(world: World, format: 'text' | 'html' | 'json'): Promise<string> {
    const folder = temporaryFolder();
    const file = join(folder, 'out');
    await world.features.exportConversation({ account: JULIET, with: ROMEO, format }, file);
    expect(readdirSync(folder)).toEqual(['out']);
    return readFileSync(file, 'utf8');
  }

  async function talk(): Promise<World> {
    const world = await online();
    await world.handlers['messages.send']({ account: JULIET, with: ROMEO, body: 'Good night' });
    await world.session.receive(chat(nasty.replaceAll('&', '&amp;').replaceAll('<', '&lt;')));
    await world.quiet();
    return world;
  }

  it('is text in which no line of a message can pass for another message', async () => {
    const text = await exported(await talk(), 'text');
    expect(text).toContain('Conversation with Romeo (romeo@montague.lit)');
    expect(text).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d\] You: Good night$/mu);
    expect(text).toMatch(/\n {4}second \[2020-01-01\] line\n$/u);
  });

  it('is HTML without anything that runs or is fetched', async () => {
    const text = await exported(await talk(), 'html');
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(text).toContain('Hi&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;\nsecond');
    expect(text).not.toMatch(/<script|\ssrc=|\shref=|\son\w+=/u);
  });

  it('is JSON of a documented shape', async () => {
    const parsed = JSON.parse(await exported(await talk(), 'json')) as { messages: unknown[] };
    expect(parsed).toMatchObject({
      format: 'candor-conversation',
      version: 1,
      account: JULIET,
      with: ROMEO,
      name: 'Romeo',
    });
    expect(parsed.messages).toMatchObject([
      { direction: 'out', text: 'Good night' },
      { direction: 'in', text: nasty, resource: 'garden' },
    ]);
  });

  it('has every message of a long one, and none of an empty one', async () => {
    const world = await online();
    expect(JSON.parse(await exported(world, 'json'))).toMatchObject({ messages: [] });
    await world.receive(...Array.from({ length: 450 }, (_, n) => chat(`message ${String(n)}`)));
    const { messages } = JSON.parse(await exported(world, 'json')) as { messages: { text: string }[] };
    expect(messages.map((one) => one.text)).toEqual(Array.from({ length: 450 }, (_, n) => `message ${String(n)}`));
  });

  it('that cannot be written leaves what was there, and says why', async () => {
    const world = await talk();
    const folder = temporaryFolder();
    const request = { account: JULIET, with: ROMEO, format: 'text' } as const;
    await expect(world.features.exportConversation(request, join(folder, 'missing', 'out.txt'))).rejects.toMatchObject({
      code: 'export-failed',
      detail: 'ENOENT',
    });
    const taken = join(folder, 'taken');
    mkdirSync(taken);
    writeFileSync(join(taken, 'inside'), '');
    await expect(world.features.exportConversation(request, taken)).rejects.toMatchObject({ code: 'export-failed' });
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  it('tells how far it is where that takes long, and leaves nothing when it is stopped', async () => {
    const world = await online();
    await world.receive(
      ...Array.from({ length: 1000 }, (_, nth) => chat(`m${String(nth)}`, { id: `m${String(nth)}` })),
    );
    const folder = temporaryFolder();
    const file = join(folder, 'out.txt');
    writeFileSync(file, 'what was there before');
    const request = { account: JULIET, with: ROMEO, format: 'text' } as const;
    // As if each page took a second.
    const now = world.clock.now.bind(world.clock);
    let passed = 0;
    world.clock.now = () => now() + (passed += 1000);
    const stop = world.hub.on('exportProgressed', ({ progress }) => {
      if (progress?.written === 400) void world.handlers['messages.cancelExport']({ account: JULIET, with: ROMEO });
    });
    expect(await world.features.exportConversation(request, file)).toBe(false);
    stop();
    const told = world.hub.all('exportProgressed').map(({ progress }) => progress);
    expect(told[0]).toEqual({ written: 200, of: 1000 });
    expect(told.at(-1)).toBeUndefined();
    expect(readdirSync(folder)).toEqual(['out.txt']);
    expect(readFileSync(file, 'utf8')).toBe('what was there before');
    expect(await world.features.exportConversation(request, file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('m999');
  });
});
