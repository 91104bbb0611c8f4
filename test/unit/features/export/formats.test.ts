import { describe, expect, it } from 'vitest';
import type { ExportFormat, Message } from '../../../../electron/contract/messages';
import { formats, type ExportedConversation } from '../../../../electron/features/export/formats';

const conversation: Omit<ExportedConversation, 'name'> = {
  account: 'juliet@capulet.lit',
  with: 'romeo@montague.lit',
  exportedAt: Date.UTC(2026, 0, 15, 12),
};

function written(format: ExportFormat, more: Partial<Message>, name = 'Romeo'): string {
  const message: Message = {
    ...{ key: 1, with: conversation.with, direction: 'in', resource: 'orchard', id: 'm1', body: 'Wilt thou?' },
    ...{ at: Date.UTC(2026, 0, 15, 11), state: 'delivered', delayed: false, carbon: false },
    ...more,
  };
  return formats[format].message(message, { ...conversation, name }, true);
}

const answer: Partial<Message> = { replyTo: { direction: 'out', text: 'O Romeo,\nwherefore <b>art</b> thou' } };
const reacted: Partial<Message> = {
  reactions: [
    { by: conversation.account, emojis: ['❤️', '🌹'] },
    { by: conversation.with, emojis: ['😀'] },
  ],
};

describe('an exported message', () => {
  it('says what it answers', () => {
    expect(written('text', answer)).toMatch(
      /\] Romeo \(answers You: “O Romeo, wherefore <b>art<\/b> thou”\): Wilt thou\?\n$/u,
    );
    expect(written('html', answer)).toContain(
      '<blockquote><bdi>answers You: “O Romeo, wherefore &lt;b&gt;art&lt;/b&gt; thou”</bdi></blockquote>\n<p>Wilt thou?',
    );
    expect(written('text', { replyTo: { direction: 'in', text: '' } })).toContain('] Romeo (answers Romeo): Wilt');
    expect(JSON.parse(written('json', answer))).toMatchObject(answer);
  });

  it('says who reacted', () => {
    expect(written('text', reacted)).toContain(': Wilt thou? [You: ❤️ 🌹] [Romeo: 😀]');
    expect(written('html', reacted)).toContain('<bdi>You: ❤️ 🌹</bdi> · <bdi>Romeo: 😀</bdi>');
  });

  it('says that its end is missing', () => {
    for (const format of ['text', 'html'] as const)
      expect(written(format, { bodyCut: true })).toContain('the end is missing: it was too long');
    expect(JSON.parse(written('json', { bodyCut: true }))).toMatchObject({ textCut: true });
  });

  it('says what of it did not arrive', () => {
    const corrected = { refused: [{ what: 'correction', condition: 'service-unavailable' }] } as const;
    for (const format of ['text', 'html'] as const)
      expect(written(format, corrected)).toContain('the correction did not arrive');
    expect(JSON.parse(written('json', corrected))).toMatchObject(corrected);
  });

  it('is told apart from a correction that nobody can trust', () => {
    const untrusted = { untrustedCorrection: true };
    for (const format of ['text', 'html'] as const)
      expect(written(format, untrusted)).toContain('claims to correct an earlier message; not trusted');
    expect(JSON.parse(written('json', untrusted))).toMatchObject(untrusted);
  });

  it('holds as JSON why it failed and how it came, where there is something to say', () => {
    const failed = { state: 'failed', failure: { code: 'refused-by-server', detail: 'forbidden' } } as const;
    expect(JSON.parse(written('json', failed))).toMatchObject(failed);
    expect(JSON.parse(written('json', { delayed: true, carbon: true }))).toMatchObject({ delayed: true, carbon: true });
    expect(Object.keys(JSON.parse(written('json', {})) as object)).toEqual([
      ...['at', 'direction', 'id', 'resource', 'text', 'state'],
    ]);
  });

  it('has one line of text before its own, whatever name its sender has', () => {
    const text = written('text', {}, 'Romeo\n[2026-01-01 00:00:00 +00:00] You');
    expect(text.trimEnd().split('\n')).toHaveLength(1);
  });
});
