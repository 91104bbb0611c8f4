/**
 * The part of @xmpp/tcp that is used, with the members that its subclasses may override. The
 * published types cover @xmpp/connection only, and only its public side.
 */
declare module '@xmpp/tcp/lib/Connection.js' {
  import type { Socket } from 'node:net';
  import { EventEmitter } from '@xmpp/events';
  import type { Element } from '@xmpp/xml';

  /** `Parser`: what takes the place of the library's own. */
  export default class Connection<Parser> extends EventEmitter {
    constructor(options: { domain: string; timeout?: number });
    readonly options: { readonly domain: string };
    status: string;
    socket: Socket | null;
    parser: Parser | null;
    root: Element | null;
    isSecure(): boolean;
    disconnect(): Promise<Element | undefined>;
    send(element: Element): Promise<void>;
    write(text: string): Promise<void>;
    header(element: Element): string;
    headerElement(): Element;
    _attachSocket(socket: Socket): void;
    _detachSocket(): void;
    _attachParser(parser: Parser): void;
    _detachParser(): void;
    _onData(data: Buffer): void;
    _onElement(element: Element): void;
    _status(status: string): void;
    _streamError(condition: string): Promise<Element | undefined>;
  }
}
