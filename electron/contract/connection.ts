/** A stream: how it is to be reached, what was negotiated, and how it stands. */
import type { Failure } from './errors';

export type Encryption = 'automatic' | 'starttls' | 'direct-tls';

/** Overrides of the DNS look-up; empty host means "ask DNS". */
export interface ConnectionSettings {
  readonly host: string;
  /** 0 means the port of the chosen encryption (5222 or 5223). */
  readonly port: number;
  readonly encryption: Encryption;
}

/** One certificate of the chain the server showed, leaf first. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and XMPP addresses the certificate names (RFC 6125). */
  readonly names: readonly string[];
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256, upper-case hex pairs with colons. */
  readonly fingerprint: string;
}

/** What was negotiated on the live stream: measured, never assumed. */
export interface NegotiatedConnection {
  readonly host: string;
  readonly port: number;
  /** How the address was found. */
  readonly foundBy: 'srv' | 'fallback' | 'settings';
  readonly encryption: 'starttls' | 'direct-tls';
  /** e.g. "TLSv1.3". */
  readonly tlsVersion: string;
  /** IANA name, e.g. "TLS_AES_256_GCM_SHA384". */
  readonly cipher: string;
  readonly certificates: readonly CertificateFacts[];
  /** SASL mechanism (RFC 4422 name). */
  readonly mechanism: string;
  /** Whether the password itself crossed the stream in this sign-in (PLAIN). */
  readonly passwordSent: boolean;
  /** Channel binding type (RFC 5929, RFC 9266), absent when none was used. */
  readonly channelBinding?: 'tls-exporter' | 'tls-unique' | 'tls-server-end-point';
  /** Whether the server proved that it knows the password (SCRAM server signature). */
  readonly serverProved: boolean;
  /** Mechanisms the server offered. */
  readonly offeredMechanisms: readonly string[];
  /** When the stream went online. */
  readonly since: number;
}

export type ConnectionState =
  | { readonly state: 'offline'; readonly why: 'chosen' | 'signed-out' }
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'online' }
  /** Waiting for the next attempt; `nextAttemptAt` is a wall-clock time. */
  | { readonly state: 'waiting'; readonly why: Failure; readonly nextAttemptAt: number }
  /**
   * In the way is what the user should know of and what may pass by itself (certificate, no encryption, no
   * common way to sign in): tried again at `nextAttemptAt` (a wall-clock time), right now where that is absent.
   */
  | { readonly state: 'blocked'; readonly why: Failure; readonly nextAttemptAt?: number }
  /** Stopped: needs the user (wrong password, conflict, downgrade, consent). */
  | { readonly state: 'stopped'; readonly why: Failure };
