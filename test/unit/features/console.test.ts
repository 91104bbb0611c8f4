import { describe, expect, it } from 'vitest';
import { JULIET, online, ROMEO } from './helpers';

const watch = { account: JULIET, on: true };

describe('the XML console', () => {
  it('shows nothing unless somebody watches, and then keeps a bounded number of lines', async () => {
    const world = await online();
    await world.send('unseen');
    expect(await world.handlers['console.watch'](watch)).toEqual([]);
    for (let n = 0; n < 600; n += 1)
      await world.handlers['console.send']({ account: JULIET, xml: `<presence id="${String(n)}"/>` });
    const lines = await world.handlers['console.watch'](watch);
    expect(lines).toHaveLength(500);
    expect(lines.at(-1)).toMatchObject({ direction: 'out', xml: '<presence id="599" xmlns="jabber:client"/>' });
    expect(world.hub.all('stanzaSeen')).toHaveLength(600);
    await world.handlers['console.watch']({ account: JULIET, on: false });
    world.hub.forget();
    await world.send('unseen again');
    expect(world.hub.all('stanzaSeen')).toEqual([]);
    expect(await world.handlers['console.watch'](watch)).toEqual([]);
  });

  it('goes on for the next window, until it is turned off', async () => {
    const world = await online();
    await world.handlers['settings.change']({ developerConsole: true });
    await world.handlers['console.watch'](watch);
    expect((await world.snapshot()).accounts[0]?.consoleWatches).toBe(true);
    await world.handlers['settings.change']({ developerConsole: false });
    expect((await world.snapshot()).accounts[0]).not.toHaveProperty('consoleWatches');
  });

  it('hides passwords in forms', async () => {
    const world = await online();
    await world.handlers['console.watch'](watch);
    await world.handlers['console.send']({
      account: JULIET,
      xml: '<iq type="set" id="r"><query xmlns="jabber:iq:register"><x xmlns="jabber:x:data" type="submit"><field var="username"><value>juliet</value></field><field var="password"><value>tell-nobody</value></field><field type="text-private" var="pin"><value>nor-this</value></field></x></query></iq>',
    });
    const [line] = await world.handlers['console.watch'](watch);
    expect(line?.xml).toContain('juliet');
    expect(line?.xml).not.toContain('tell-nobody');
    expect(line?.xml).not.toContain('nor-this');
  });

  it('hides passwords that protocols carry in plain text', async () => {
    const world = await online();
    await world.handlers['console.watch'](watch);
    await world.handlers['console.send']({
      account: JULIET,
      xml: '<iq type="set" id="r"><query xmlns="jabber:iq:register"><username>juliet</username><password>tell-nobody</password></query></iq>',
    });
    const [line] = await world.handlers['console.watch'](watch);
    expect(line?.xml).toContain('juliet');
    expect(line?.xml).not.toContain('tell-nobody');
    expect(world.session.takeSent().at(-1)?.toString()).toContain('tell-nobody');
  });

  it.each([
    ['<message to="romeo@montague.lit"><body>Hi</body></message>'],
    ['  <presence xmlns="jabber:client"/>\n'],
    ['<iq type="get" id="1"><ping xmlns="urn:xmpp:ping"/></iq>'],
  ])('sends %s', async (xml) => {
    const world = await online();
    await world.handlers['console.send']({ account: JULIET, xml });
    const [sent] = world.session.takeSent();
    expect(sent?.getNS()).toBe('jabber:client');
    expect(sent?.parent ?? null).toBeNull();
  });

  it.each([
    ['nothing', ' '],
    ['text', 'hello'],
    ['two stanzas', '<presence/><presence/>'],
    ['half a stanza', '<message><body>Hi</message>'],
    ['an open stanza', '<message><body>Hi</body>'],
    ['an unfinished tag', '<presence/><pres'],
    ['the end of the stream', '<presence/></console><presence/>'],
    ['what is no stanza', '<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>'],
    ['another namespace', '<message xmlns="jabber:server"/>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><message/>'],
    ['a comment', '<message><!-- x --></message>'],
  ])('refuses %s, and sends nothing', async (_what, xml) => {
    const world = await online();
    await expect(world.handlers['console.send']({ account: JULIET, xml })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    expect(world.session.takeSent()).toEqual([]);
  });

  it('ends when the switch is turned off', async () => {
    const world = await online();
    await world.handlers['settings.change']({ developerConsole: true });
    await world.handlers['console.watch'](watch);
    await world.handlers['settings.change']({ developerConsole: false });
    world.hub.forget();
    await world.send('x', ROMEO);
    expect(world.hub.all('stanzaSeen')).toEqual([]);
  });
});
