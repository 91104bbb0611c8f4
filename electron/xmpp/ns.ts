/** Every namespace Candor speaks, named by the RFC or XEP that defines it. */

// RFC 6120, 6121
export const NS_CLIENT = 'jabber:client';
export const NS_STREAM = 'http://etherx.jabber.org/streams';
export const NS_STREAM_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams';
export const NS_STANZA_ERRORS = 'urn:ietf:params:xml:ns:xmpp-stanzas';
export const NS_TLS = 'urn:ietf:params:xml:ns:xmpp-tls';
export const NS_SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
export const NS_BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
export const NS_SESSION = 'urn:ietf:params:xml:ns:xmpp-session';
export const NS_ROSTER = 'jabber:iq:roster';
export const NS_ROSTER_VERSIONING = 'urn:xmpp:features:rosterver';
export const NS_PRE_APPROVAL = 'urn:xmpp:features:pre-approval';
// XEP-0012
export const NS_LAST = 'jabber:iq:last';
// XEP-0013
export const NS_OFFLINE = 'http://jabber.org/protocol/offline';
// XEP-0030
export const NS_DISCO_INFO = 'http://jabber.org/protocol/disco#info';
export const NS_DISCO_ITEMS = 'http://jabber.org/protocol/disco#items';
// XEP-0004
export const NS_DATA_FORM = 'jabber:x:data';
// XEP-0054
export const NS_VCARD_TEMP = 'vcard-temp';
// XEP-0048
export const NS_BOOKMARKS_LIST = 'storage:bookmarks';
// XEP-0049
export const NS_PRIVATE = 'jabber:iq:private';
// XEP-0059
export const NS_RSM = 'http://jabber.org/protocol/rsm';
// XEP-0060
export const NS_PUBSUB = 'http://jabber.org/protocol/pubsub';
export const NS_PUBSUB_EVENT = 'http://jabber.org/protocol/pubsub#event';
export const NS_PUBSUB_OWNER = 'http://jabber.org/protocol/pubsub#owner';
// XEP-0084
export const NS_AVATAR_DATA = 'urn:xmpp:avatar:data';
export const NS_AVATAR_METADATA = 'urn:xmpp:avatar:metadata';
// XEP-0077
export const NS_REGISTER = 'jabber:iq:register';
// XEP-0085
export const NS_CHAT_STATES = 'http://jabber.org/protocol/chatstates';
// XEP-0092
export const NS_VERSION = 'jabber:iq:version';
// XEP-0107
export const NS_MOOD = 'http://jabber.org/protocol/mood';
// XEP-0108
export const NS_ACTIVITY = 'http://jabber.org/protocol/activity';
// XEP-0115
export const NS_CAPS = 'http://jabber.org/protocol/caps';
// XEP-0118
export const NS_TUNE = 'http://jabber.org/protocol/tune';
// XEP-0153
export const NS_VCARD_UPDATE = 'vcard-temp:x:update';
// XEP-0172
export const NS_NICK = 'http://jabber.org/protocol/nick';
// XEP-0184
export const NS_RECEIPTS = 'urn:xmpp:receipts';
// XEP-0191
export const NS_BLOCKING = 'urn:xmpp:blocking';
export const NS_BLOCKING_ERRORS = 'urn:xmpp:blocking:errors';
// XEP-0198
export const NS_SM = 'urn:xmpp:sm:3';
// XEP-0199
export const NS_PING = 'urn:xmpp:ping';
// XEP-0203
export const NS_DELAY = 'urn:xmpp:delay';
// XEP-0279
export const NS_SERVER_IP_CHECK = 'urn:xmpp:sic:1';
// XEP-0280
export const NS_CARBONS = 'urn:xmpp:carbons:2';
// XEP-0292, RFC 6351
export const NODE_VCARD4 = 'urn:xmpp:vcard4';
export const NS_VCARD4 = 'urn:ietf:params:xml:ns:vcard-4.0';
// XEP-0297
export const NS_FORWARD = 'urn:xmpp:forward:0';
// XEP-0308
export const NS_CORRECT = 'urn:xmpp:message-correct:0';
// XEP-0313
export const NS_MAM = 'urn:xmpp:mam:2';
// XEP-0319
export const NS_IDLE = 'urn:xmpp:idle:1';
// XEP-0333
export const NS_MARKERS = 'urn:xmpp:chat-markers:0';
// XEP-0334
export const NS_HINTS = 'urn:xmpp:hints';
// XEP-0352
export const NS_CSI = 'urn:xmpp:csi:0';
// XEP-0359
export const NS_STANZA_ID = 'urn:xmpp:sid:0';
// XEP-0377
export const NS_REPORTING = 'urn:xmpp:reporting:1';
// XEP-0386
export const NS_BIND2 = 'urn:xmpp:bind:0';
// XEP-0388
export const NS_SASL2 = 'urn:xmpp:sasl:2';
// XEP-0398
export const NS_PEP_VCARD_CONVERSION = 'urn:xmpp:pep-vcard-conversion:0';
// XEP-0402
export const NS_BOOKMARKS = 'urn:xmpp:bookmarks:1';
// XEP-0424
export const NS_RETRACT = 'urn:xmpp:message-retract:1';
// XEP-0428
export const NS_FALLBACK = 'urn:xmpp:fallback:0';
// XEP-0440
export const NS_SASL_CB = 'urn:xmpp:sasl-cb:0';
// XEP-0444
export const NS_REACTIONS = 'urn:xmpp:reactions:0';
// XEP-0461
export const NS_STYLING = 'urn:xmpp:styling:0';
export const NS_REPLY = 'urn:xmpp:reply:0';
// XEP-0490
export const NS_MDS = 'urn:xmpp:mds:displayed:0';
// XEP-0494
export const NS_CLIENT_ACCESS = 'urn:xmpp:cam:0';
