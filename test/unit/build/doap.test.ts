import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** XEP number → version, as the headers of the rooms say. */
function implemented(): Map<string, string> {
  const rooms = path.join(root, 'electron/xmpp');
  const found = new Map<string, string>();
  for (const file of readdirSync(rooms, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(path.join(rooms, file), 'utf8');
    for (const [, number, version] of text.matchAll(/XEP-(\d{4}), version (\d[\d.]*\d)/gu)) {
      if (number !== undefined && version !== undefined) found.set(number, version);
    }
  }
  return found;
}

/** XEP number → version, as candor.doap says. */
function declared(): Map<string, string> {
  const doap = readFileSync(path.join(root, 'candor.doap'), 'utf8');
  const pairs = doap.matchAll(/xep-(\d{4})\.html"\/>\s*<xmpp:version>([\d.]+)</gu);
  return new Map([...pairs].map(([, number = '', version = '']) => [number, version]));
}

describe('candor.doap', () => {
  it('lists every extension that has a room, in the version that the room implements', () => {
    const rooms = implemented();
    expect(rooms.size).toBeGreaterThan(10);
    const inDoap = declared();
    const differences = [...rooms].filter(([number, version]) => inDoap.get(number) !== version);
    expect(differences).toEqual([]);
  });
});
