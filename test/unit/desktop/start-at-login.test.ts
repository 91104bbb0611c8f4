import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StartAtLogin } from '../../../electron/desktop/start-at-login';
import { RecordingLog } from '../../support/recording-log';

describe('StartAtLogin', () => {
  let setting: boolean;
  let entry: boolean;
  let broken: boolean;
  const set = vi.fn((on: boolean) => {
    if (broken) return Promise.reject(new Error('read-only file system'));
    entry = on;
    return Promise.resolve();
  });
  let service: StartAtLogin;
  beforeEach(() => {
    setting = false;
    entry = false;
    broken = false;
    set.mockClear();
    service = new StartAtLogin({
      autostart: { isOn: () => Promise.resolve(entry), set },
      setting: () => setting,
      changeSetting: (on) => (setting = on),
      log: new RecordingLog(),
    });
  });

  it('writes an entry that is on again at start: the app may have moved', async () => {
    setting = entry = true;
    await service.reconcile();
    expect(set).toHaveBeenCalledExactlyOnceWith(true);
  });

  it('believes the system at start', async () => {
    setting = true;
    await service.reconcile();
    expect(setting).toBe(false);
    expect(set).not.toHaveBeenCalled();
    entry = true;
    await service.reconcile();
    expect(setting).toBe(true);
  });

  it('believes the user afterwards', async () => {
    await service.reconcile();
    setting = true;
    await service.settingsChanged();
    expect(entry).toBe(true);
    setting = false;
    await service.settingsChanged();
    expect(entry).toBe(false);
  });

  it('writes nothing for other settings', async () => {
    await service.reconcile();
    await service.settingsChanged();
    expect(set).not.toHaveBeenCalled();
  });

  it('takes the setting back when the entry can not be written', async () => {
    await service.reconcile();
    broken = true;
    setting = true;
    await service.settingsChanged();
    expect(setting).toBe(false);
  });
});
