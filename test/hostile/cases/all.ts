/** The whole table. */
import type { HostileCase } from '../hostile-case';
import { connectionCases } from './connection';
import { identityCases } from './identity';
import { xmlCases } from './xml';

export const hostileCases: readonly HostileCase[] = [...connectionCases, ...xmlCases, ...identityCases];
