/** The whole table. */
import type { HostileCase } from '../hostile-case';
import { connectionCases } from './connection';
import { identityCases } from './identity';
import { streamManagementCases } from './stream-management';
import { xmlCases } from './xml';

export const hostileCases: readonly HostileCase[] = [
  ...connectionCases,
  ...streamManagementCases,
  ...xmlCases,
  ...identityCases,
];
