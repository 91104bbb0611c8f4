/** How a fact is known. No fact is shown without one of these words. */
export type Mark = 'measured' | 'service-says' | 'policy-says' | 'not-checkable';
