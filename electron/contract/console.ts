/** A line of the XML console, secrets already removed. */
export interface ConsoleStanza {
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly xml: string;
}
