import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EventHub } from '../../../electron/contract/event-hub';
import type { SequencedEvent } from '../../../electron/contract/events';
import type { PackSummary } from '../../../electron/contract/privacy';
import type { ExportReport, ImportPreview } from '../../../electron/contract/leaving';
import { makeDesktopHandlers, makeRequests, type Requests } from '../../../electron/desktop/handlers';
import { bareJid } from '../../../electron/xmpp/jid';
import { settle } from '../../support/fake-clock';
import { RecordingLog } from '../../support/recording-log';

describe('what reaches the window from outside', () => {
  let events: SequencedEvent[];
  let listen: () => void;
  const open = vi.fn();
  let requests: Requests;
  beforeEach(() => {
    events = [];
    open.mockClear();
    const hub = new EventHub();
    hub.onAny((event) => events.push(event));
    const listening = new Promise<void>((resolve) => {
      listen = resolve;
    });
    requests = makeRequests({
      window: { open, whenListening: () => listening },
      hub,
      log: new RecordingLog(),
      normalizeJid: bareJid,
    });
  });

  it('shows the window at once, and tells its page once that listens', async () => {
    requests.openConversation({ account: 'juliet@example.org', with: 'romeo@example.net' });
    expect(requests.receiveLink('xmpp:Romeo@example.net?remove')).toBe(true);
    expect(open).toHaveBeenCalledTimes(2);
    await settle();
    expect(events).toEqual([]);
    listen();
    await settle();
    expect(events).toMatchObject([
      { name: 'conversationRequested', payload: { account: 'juliet@example.org', with: 'romeo@example.net' } },
      { name: 'xmppUriReceived', payload: { uri: { action: 'remove', jid: 'romeo@example.net' } } },
    ]);
  });

  it('is only shown when nothing particular is asked for, and not for a link it does not understand', () => {
    requests.openConversation(undefined);
    expect(open).toHaveBeenCalledOnce();
    expect(requests.receiveLink('xmpp:?join')).toBe(false);
    expect(open).toHaveBeenCalledOnce();
  });
});

describe('links in a message', () => {
  const openOutside = vi.fn(() => Promise.resolve());
  const receiveLink = vi.fn((link: string) => link.includes('@'));
  const chooseFile = vi.fn<() => Promise<string | undefined>>();
  const chooseExisting = vi.fn<() => Promise<string | undefined>>();
  const pack: PackSummary = {
    id: 'chat.example',
    title: 'Example',
    origin: 'added',
    hash: '',
    readOn: '2026-11-22',
    effectiveOn: null,
  };
  const addPolicyPack = vi.fn(() => Promise.resolve(pack));
  const exportConversation = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true));
  const chooseFolder = vi.fn<() => Promise<string | undefined>>();
  const report: ExportReport = { folder: 'Candor', files: ['account.xml'], parts: [] };
  const exportEverything = vi.fn(() => Promise.resolve(report));
  const preview: ImportPreview = { id: '1', from: 'juliet@example.com', parts: [] };
  const openExport = vi.fn(() => Promise.resolve(preview));
  const handlers = makeDesktopHandlers({
    ...{ chooseFolder, exportEverything, openExport },
    window: { answerClose: vi.fn(), pageListens: vi.fn() },
    requests: { receiveLink },
    openOutside,
    copyText: () => Promise.resolve(),
    restart: vi.fn(),
    chooseFile,
    chooseExisting,
    addPolicyPack,
    exportConversation,
    contactName: () => '../Romeo: "the" <one>',
    setOpenConversation: vi.fn(),
    setPlace: vi.fn(),
  });
  const openLink = (url: string): unknown => handlers['desktop.openLink']({ url });
  beforeEach(() => {
    openOutside.mockClear();
    receiveLink.mockClear();
  });

  it('leave in their normalized form', async () => {
    await openLink('HTTPS://Example.org/a');
    expect(openOutside).toHaveBeenCalledExactlyOnceWith('https://example.org/a');
  });

  it('of the own scheme stay inside', async () => {
    await openLink('xmpp:romeo@example.net');
    expect(receiveLink).toHaveBeenCalledOnce();
    await expect(openLink('xmpp:')).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(openOutside).not.toHaveBeenCalled();
  });

  it.each(['file:///etc/passwd', 'smb://server/share', 'javascript:alert(1)', '\\\\server\\share'])(
    'never leave: %s',
    async (url) => {
      await expect(openLink(url)).rejects.toMatchObject({ code: 'invalid-argument' });
      expect(openOutside).not.toHaveBeenCalled();
    },
  );

  it('save a conversation where the user says, under a name that every system takes', async () => {
    const request = { account: 'juliet@example.org', with: 'romeo@example.net', format: 'html' } as const;
    chooseFile.mockResolvedValueOnce(undefined);
    expect(await handlers['desktop.exportConversation'](request)).toBeNull();
    expect(exportConversation).not.toHaveBeenCalled();
    chooseFile.mockResolvedValueOnce('/home/juliet/Romeo.html');
    expect(await handlers['desktop.exportConversation'](request)).toBe('Romeo.html');
    expect(exportConversation).toHaveBeenCalledExactlyOnceWith(request, '/home/juliet/Romeo.html');
    chooseFile.mockResolvedValueOnce('/home/juliet/Romeo.html');
    exportConversation.mockResolvedValueOnce(false);
    expect(await handlers['desktop.exportConversation'](request)).toBeNull();
    expect(chooseFile).toHaveBeenLastCalledWith({
      name: 'Candor _Romeo_ _the_ _one_',
      extension: 'html',
      kind: 'Web page',
    });
  });

  it('add a policy pack from the file that the user chose', async () => {
    chooseExisting.mockResolvedValueOnce(undefined);
    expect(await handlers['desktop.addPolicyPack'](undefined)).toBeNull();
    expect(addPolicyPack).not.toHaveBeenCalled();
    chooseExisting.mockResolvedValueOnce('/home/juliet/example.json');
    expect(await handlers['desktop.addPolicyPack'](undefined)).toBe(pack);
    expect(addPolicyPack).toHaveBeenCalledExactlyOnceWith('/home/juliet/example.json');
  });

  it('write everything into a folder of the user’s, and read an export from a file of the user’s', async () => {
    const request = { account: 'juliet@example.org' };
    chooseFolder.mockResolvedValueOnce(undefined);
    expect(await handlers['desktop.exportEverything'](request)).toBeNull();
    expect(exportEverything).not.toHaveBeenCalled();
    chooseFolder.mockResolvedValueOnce('/home/juliet');
    expect(await handlers['desktop.exportEverything'](request)).toBe(report);
    expect(exportEverything).toHaveBeenCalledExactlyOnceWith('juliet@example.org', '/home/juliet');
    chooseExisting.mockResolvedValueOnce(undefined);
    expect(await handlers['desktop.openExport'](request)).toBeNull();
    expect(openExport).not.toHaveBeenCalled();
    chooseExisting.mockResolvedValueOnce('/home/juliet/account.xml');
    expect(await handlers['desktop.openExport'](request)).toBe(preview);
    expect(openExport).toHaveBeenCalledExactlyOnceWith('juliet@example.org', '/home/juliet/account.xml');
  });
});
