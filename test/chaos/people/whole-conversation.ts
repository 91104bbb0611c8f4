import type { Message, MessagePage } from '../../../electron/contract/messages';
import type { CommandArgs } from '../../../electron/contract/commands';

type Answer = Promise<MessagePage> | MessagePage;

/** The commands that read a conversation, wherever they are answered. */
export interface Pages {
  readonly 'messages.latest': (args: CommandArgs<'messages.latest'>) => Answer;
  readonly 'messages.older': (args: CommandArgs<'messages.older'>) => Answer;
}

/** Reads a conversation page by page, as scrolling to its start does; oldest first. */
export async function wholeConversation(handlers: Pages, account: string, peer: string): Promise<Message[]> {
  const pages: (readonly Message[])[] = [];
  let page = await handlers['messages.latest']({ account, with: peer });
  for (;;) {
    pages.unshift(page.messages);
    const before = page.messages[0]?.key;
    if (!page.hasOlder || before === undefined) return pages.flat();
    page = await handlers['messages.older']({ account, with: peer, before });
  }
}
