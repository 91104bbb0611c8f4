/** Why a stream's XML was refused. */

/** Stream error conditions a tokenizer or parser can call for (RFC 6120 §4.9.3). */
export type XmlCondition =
  | 'bad-format'
  | 'bad-namespace-prefix'
  | 'invalid-namespace'
  | 'not-well-formed'
  | 'policy-violation'
  | 'restricted-xml'
  | 'unsupported-encoding';

export class XmlError extends Error {
  override readonly name = 'XmlError';
  constructor(
    readonly condition: XmlCondition,
    readonly reason: string,
  ) {
    super(`${condition}: ${reason}`);
  }
}
