import type { Message } from '../../../electron/contract/models';
import type { Features } from '../../../electron/features/features';

/** Reads a conversation page by page, as scrolling to its start does; oldest first. */
export async function wholeConversation(features: Features, account: string, peer: string): Promise<Message[]> {
  const { handlers } = features;
  const pages: (readonly Message[])[] = [];
  let page = await handlers['messages.latest']({ account, with: peer });
  for (;;) {
    pages.unshift(page.messages);
    const before = page.messages[0]?.key;
    if (!page.hasOlder || before === undefined) return pages.flat();
    page = await handlers['messages.older']({ account, with: peer, before });
  }
}
