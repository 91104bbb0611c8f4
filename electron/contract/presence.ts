/** Presence as it is chosen and seen (RFC 6121 §4). */

/** Presence a user can choose (RFC 6121 §4.7.2.1; "invisible" does not exist in the protocol). */
export type Availability = 'available' | 'chat' | 'away' | 'xa' | 'dnd' | 'offline';

/** What the account menu offers. */
export type ChosenAvailability = 'available' | 'away' | 'dnd' | 'offline';

/** One connected client of a contact (RFC 6121 §4). */
export interface Resource {
  readonly resource: string;
  readonly availability: Exclude<Availability, 'offline'>;
  readonly statusText: string;
  /** −128…127. */
  readonly priority: number;
  /** XEP-0319, when told. */
  readonly idleSince?: number;
}
