/** What axe has to say about a page. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Rules that another theme can break. */
export const COLOR_RULES = ['color-contrast', 'link-in-text-block'] as const;

/** One line for each rule that is broken, with where and why; all rules if none are named. */
export async function axeViolations(page: Page, rules: readonly string[] = []): Promise<readonly string[]> {
  // The legacy mode needs no second page, which Electron cannot open.
  const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (rules.length > 0) builder.withRules([...rules]);
  const { violations } = await builder.analyze();
  return violations.map(
    ({ id, help, nodes }) =>
      `axe ${id}: ${help}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`).join('; ')}`,
  );
}
