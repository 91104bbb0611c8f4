/** An external component (XEP-0114): a whole domain behind a server, played by a test. */
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { ProsodyComponent } from '../../build/demo/prosody';
import { replyLimits, StreamParser } from '../../electron/xmpp/stream/parser';
import { attr, type Element } from '../../electron/xmpp/xml';

const NS_COMPONENT = 'jabber:component:accept';
const NS_STREAMS = 'http://etherx.jabber.org/streams';

export interface Component {
  /** One or more stanzas as XML. */
  send(xml: string): void;
  /** Resolves when the connection is over. */
  stop(): Promise<void>;
}

/** Resolves once the server lets the component in; `onStanza` is told every stanza for its domain. */
export function startComponent(
  { domain, port, secret }: ProsodyComponent,
  onStanza: (stanza: Element) => void,
): Promise<Component> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    const ended = new Promise<void>((done) => socket.on('close', () => done()));
    const component: Component = {
      send: (xml) => socket.write(xml),
      stop() {
        socket.end('</stream:stream>');
        return ended;
      },
    };
    const parser = new StreamParser();
    parser.limitsFor = () => replyLimits;
    parser.on('start', (root: Element) => {
      const handshake = createHash('sha1')
        .update(`${attr(root, 'id') ?? ''}${secret}`)
        .digest('hex');
      component.send(`<handshake>${handshake}</handshake>`);
    });
    parser.on('element', (element: Element) => {
      if (element.is('handshake')) resolve(component);
      else if (element.is('error')) reject(new Error(`the server refuses the component: ${element.toString()}`));
      else onStanza(element);
    });
    parser.on('error', reject);
    socket.on('data', (data) => parser.write(data));
    socket.on('error', reject);
    component.send(`<stream:stream xmlns='${NS_COMPONENT}' xmlns:stream='${NS_STREAMS}' to='${domain}'>`);
  });
}
