/** The scene where the whole app plays, which has a window besides a connection. */
import type { AppClient } from './clients/app-client';
import { Scene, type Certificates } from './scene';

export class AppScene extends Scene {
  override readonly client: AppClient;

  constructor(client: AppClient, certificates: Certificates) {
    super(client, certificates);
    this.client = client;
  }
}

/** A row that needs store or window; every one leaves a client that can sign in anew. */
export interface AppCase {
  readonly number: number;
  readonly title: string;
  readonly play: (scene: AppScene) => Promise<void>;
}
