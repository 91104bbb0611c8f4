/** A parsed `xmpp:` URI (RFC 5122, XEP-0147) that waits for the user's word. */
export interface XmppUriRequest {
  readonly action: 'open' | 'message' | 'subscribe' | 'remove';
  readonly jid: string;
  readonly body: string;
  readonly name: string;
}
