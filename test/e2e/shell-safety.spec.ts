/** Asks the running app for each property that keeps the shell safe. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { Transport } from '../../electron/contract/bridge';
import { launchCandor, removeTemporary, temporaryFolder, type Candor } from '../support/candor';

declare global {
  interface Window {
    /** What an attack would set if it ran. */
    attacked?: boolean;
  }
}

let candor: Candor;
let page: Page;

test.beforeAll(async () => {
  candor = await launchCandor();
  page = await candor.window();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test.afterAll(async () => {
  await candor.quit();
  await removeTemporary();
});

test('the page runs in the sandbox, isolated and without Node', async () => {
  const preferences = await candor.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  });
  const globals = await page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', '__dirname', 'global', 'electron'].map(
      (name) => typeof (globalThis as unknown as Record<string, unknown>)[name],
    ),
  );
  expect(new Set(globals)).toEqual(new Set(['undefined']));
});

test('there is no process but main, the page and what draws it', async () => {
  const types = await candor.app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ type, serviceName }) => serviceName ?? type),
  );
  expect([...new Set(types)].filter((type) => type !== 'Zygote').sort()).toEqual(['Browser', 'GPU', 'Tab']);
});

test('the page sees nothing of main but two functions', async () => {
  const seen = await page.evaluate(() => {
    const bridge = (window as unknown as { candor: Transport }).candor;
    const before = bridge.invoke;
    try {
      Object.assign(bridge, { invoke: () => undefined });
    } catch {
      // A frozen object throws in strict code.
    }
    return { keys: Object.keys(bridge).sort(), same: bridge.invoke === before };
  });
  expect(seen).toEqual({ keys: ['invoke', 'onEvents'], same: true });
});

test('every file comes with the strict policy', async () => {
  const headers = await page.evaluate(async () => {
    const response = await fetch('index.html');
    return Object.fromEntries(response.headers);
  });
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).toContain('trusted-types svelte-trusted-html');
  expect(policy).not.toMatch(/unsafe|https?:|data:|\*/u);
});

test('a script or a handler that gets into the page does not run', async () => {
  const thrown = await page.evaluate(() => {
    const names: string[] = [];
    const attempt = (run: () => void): void => {
      try {
        run();
        names.push('ran');
      } catch (error) {
        names.push((error as Error).name);
      }
    };
    const script = document.createElement('script');
    attempt(() => {
      script.textContent = 'window.attacked = true';
    });
    attempt(() => {
      script.src = 'data:text/javascript,window.attacked=true';
    });
    attempt(() => {
      document.createElement('div').innerHTML = '<img src=x onerror="window.attacked=true">';
    });
    attempt(() => {
      const { trustedTypes } = window as unknown as {
        trustedTypes: { createPolicy(name: string, rules: object): void };
      };
      trustedTypes.createPolicy('another', { createHTML: (text: string) => text });
    });
    attempt(() => script.append(document.createTextNode('window.attacked = true')));
    attempt(() => document.createElement('button').setAttribute('onclick', 'window.attacked = true'));
    attempt(() => {
      document.createElement('iframe').srcdoc = '<script>parent.attacked=true</script>';
    });
    return names;
  });
  expect(thrown).toEqual(Array.from({ length: 7 }, () => 'TypeError'));

  const violations = await page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => seen.push(effectiveDirective));
    // Text that became a script's without passing the gate for trusted types.
    const foreign = document.createElementNS('http://www.w3.org/2000/svg', 'script');
    foreign.append(document.createTextNode('window.attacked = true'));
    document.body.append(foreign);
    document.documentElement.setAttribute('style', 'color: red');
    const picture = document.createElement('img');
    const failed = new Promise((resolve) => {
      picture.addEventListener('error', resolve);
    });
    picture.src = 'https://example.org/pixel.png';
    document.body.append(picture);
    await failed;
    for (const added of [foreign, picture]) added.remove();
    return seen;
  });
  expect(violations).toEqual(expect.arrayContaining(['img-src', 'style-src-attr']));
  expect(violations.join(' ')).toMatch(/script-src|trusted/u);
  expect(await page.evaluate(() => window.attacked)).toBeUndefined();
});

test('the page reaches no address on the network', async () => {
  const results = await page.evaluate(async () => {
    const outcome = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => 'reached',
        (error: unknown) => (error as Error).name,
      );
    const socket = await new Promise<string>((resolve) => {
      try {
        const connection = new WebSocket('ws://127.0.0.1:9');
        connection.addEventListener('open', () => resolve('reached'));
        connection.addEventListener('error', () => resolve('error'));
      } catch (error) {
        resolve((error as Error).name);
      }
    });
    return [
      await outcome(fetch('https://example.org/')),
      await outcome(fetch('http://127.0.0.1:9/')),
      await outcome(fetch('file:///etc/passwd')),
      String(navigator.sendBeacon('https://example.org/', 'x') && 'queued'),
      socket,
    ];
  });
  expect(results.slice(0, 3)).toEqual(['TypeError', 'TypeError', 'TypeError']);
  expect(results[4]).not.toBe('reached');
});

test('even a page without that policy would be stopped by the session', async () => {
  const results = await candor.app.evaluate(({ session }) =>
    Promise.all(
      ['http://127.0.0.1:9/', 'https://example.org/'].map((url) =>
        session.defaultSession.fetch(url).then(
          () => 'reached',
          (error: unknown) => (error as Error).message,
        ),
      ),
    ),
  );
  for (const result of results) expect(result).toContain('ERR_BLOCKED_BY_CLIENT');
});

test('every permission is refused', async () => {
  const answers = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'];
    const states = await Promise.all(
      names.map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(
          ({ state }) => state,
          () => 'denied',
        ),
      ),
    );
    const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'given',
      (error: unknown) => (error as Error).name,
    );
    const place = await new Promise<string>((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('found'),
        ({ code }) => resolve(`error ${String(code)}`),
      );
    });
    return { states, notification: await Notification.requestPermission(), media, place };
  });
  expect(new Set(answers.states)).toEqual(new Set(['denied']));
  expect(answers.notification).toBe('denied');
  expect(answers.media).toMatch(/NotAllowedError|NotFoundError/u);
  expect(answers.place).toBe('error 1');
});

test('the window can neither be led elsewhere nor open others', async () => {
  // An instance of its own: Playwright goes on waiting for a navigation that was refused.
  const own = await launchCandor();
  const window = await own.window();
  await expect(window.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const url = window.url();
  const opened = await window.evaluate(
    (targets) => targets.map((target) => globalThis.open(target)),
    ['https://example.org/', 'app://ui/index.html', 'about:blank'],
  );
  expect(opened).toEqual([null, null, null]);
  const state = await own.app.evaluate(
    async ({ BrowserWindow, webContents }, { targets, last }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      // Attempts reach main in their order: once the last was refused, none is still under way.
      const lastRefused = new Promise<boolean>((resolve) => {
        contents?.on('will-frame-navigate', (event) => {
          if (event.url === last) resolve(event.defaultPrevented);
        });
      });
      const run = (script: string): Promise<unknown> | undefined => contents?.executeJavaScript(script, true);
      for (const target of targets) {
        const address = JSON.stringify(target);
        await run(`{ const link = document.createElement('a'); link.href = ${address}; document.body.append(link);
          link.click(); link.target = '_blank'; link.click(); link.remove(); location.assign(${address}); }`);
      }
      await run(`{ const form = document.createElement('form'); form.action = 'https://example.org/';
        document.body.append(form); form.submit(); form.remove(); }`);
      await run(`location.assign(${JSON.stringify(last)})`);
      return {
        lastRefused: await lastRefused,
        heading: await run(`document.querySelector('h1').textContent`),
        urls: BrowserWindow.getAllWindows().map((each) => each.webContents.getURL()),
        contents: webContents.getAllWebContents().length,
      };
    },
    {
      targets: ['https://example.org/', 'file:///etc/passwd', 'app://ui/other.html', 'data:text/html,x'],
      last: 'https://example.org/last',
    },
  );
  expect(state).toEqual({ lastRefused: true, heading: 'Sign in', urls: [url], contents: 1 });
  await own.quit();
});

test('no web view, no frame, no download', async () => {
  await candor.app.evaluate(({ session }) => {
    const refused = new Promise<boolean>((resolve) => {
      session.defaultSession.once('will-download', (event) => resolve(event.defaultPrevented));
    });
    Object.assign(globalThis, { refused });
  });
  await page.evaluate(async () => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.org/');
    const frame = document.createElement('iframe');
    frame.src = 'app://ui/index.html';
    const link = document.createElement('a');
    link.href = 'app://ui/index.html';
    link.download = 'page.html';
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(view, frame, link);
    link.click();
    // Also a frame that may not be loaded says that it is.
    await loaded;
    for (const added of [view, link]) added.remove();
  });
  expect(await candor.app.evaluate(() => (globalThis as { refused?: Promise<boolean> }).refused)).toBe(true);
  const contents = await candor.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  expect(contents).toBe(1);
  const framed = await page.evaluate(() => {
    const frame = document.querySelector('iframe');
    const isEmpty = frame?.contentDocument?.getElementById('app') == null;
    frame?.remove();
    return isEmpty;
  });
  expect(framed).toBe(true);
});

test('only the built page is served', async () => {
  const statuses = await candor.app.evaluate(
    ({ session }, addresses) =>
      Promise.all(
        addresses.map((address) =>
          session.defaultSession.fetch(address).then(
            ({ status }) => status,
            () => 0,
          ),
        ),
      ),
    [
      'app://ui/index.html',
      'app://ui/../main/main.cjs',
      'app://ui/%2e%2e/main/main.cjs',
      'app://ui/..%2fmain%2fmain.cjs',
      'app://ui/..%5cmain%5cmain.cjs',
      'app://ui/%2e%2e%2f%2e%2e%2fpackage.json',
      'app://ui//etc/passwd',
      'app://ui/%00index.html',
      'app://ui/assets',
      'app://other/index.html',
    ],
  );
  const [page200, ...others] = statuses;
  expect(page200).toBe(200);
  // 0: the address never got as far as an answer.
  for (const status of others) expect([0, 404]).toContain(status);
});

test('the bridge refuses what is not in the contract', async () => {
  const answers = await page.evaluate(async () => {
    const { invoke } = (window as unknown as { candor: { invoke: (name: unknown, args: unknown) => Promise<string> } })
      .candor;
    return [
      await invoke('shell.run', 'rm'),
      await invoke('__proto__', {}),
      await invoke(undefined, undefined),
      await invoke('desktop.openLink', { url: 1 }),
      await invoke('desktop.openLink', { url: 'file:///etc/passwd' }),
      await invoke('desktop.openLink', { url: 'https://user:secret@example.org/' }),
      await invoke('accounts.signIn', { jid: 'juliet@localhost' }),
    ];
  });
  expect(answers.map((answer): unknown => JSON.parse(answer))).toEqual([
    { ok: false, error: { code: 'invalid-argument', detail: 'command' } },
    { ok: false, error: { code: 'invalid-argument', detail: 'command' } },
    { ok: false, error: { code: 'invalid-argument', detail: 'command' } },
    { ok: false, error: { code: 'invalid-argument', detail: 'url' } },
    { ok: false, error: { code: 'invalid-argument', detail: 'file:' } },
    { ok: false, error: { code: 'invalid-argument', detail: 'https:' } },
    { ok: false, error: { code: 'invalid-argument', detail: 'password' } },
  ]);
});

test('starting and looking at the window asks the network for nothing', async () => {
  const file = path.join(await temporaryFolder('netlog'), 'net.json');
  const watched = await launchCandor({ args: [`--log-net-log=${file}`] });
  const window = await watched.window();
  await window.getByRole('textbox', { name: 'Jabber ID' }).fill('mispeled wrods');
  // Proof that the log sees requests at all: one without the session's guard, to a port where nobody is. It is
  // written in the order of the requests, a few at a time, and not to its end where the program quits.
  const control = 'http://127.0.0.1:9/control';
  await expect
    .poll(async () => {
      await watched.app.evaluate(async ({ session }, url) => {
        session.defaultSession.webRequest.onBeforeRequest(null);
        await session.defaultSession.fetch(url).catch(() => undefined);
      }, control);
      return readFile(file, 'utf8');
    })
    .toContain(`"url":"${control}"`);
  const log = await readFile(file, 'utf8');
  await watched.quit();
  const asked = [...log.matchAll(/"(?:url|host)":"([^"]+)"/gu)].map(([, item = '']) => item);
  expect(asked.filter((item) => !/^(?:app:|devtools:|(?:http:\/\/)?127\.0\.0\.1)/u.test(item))).toEqual([]);
});
