/** Short messages at the edge of the window that go away by themselves. */

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Long enough to read and to reach with the keyboard. */
const SHOWN = 10_000;
const AT_MOST = 3;

export class Toasts {
  #list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  get list(): readonly Toast[] {
    return this.#list;
  }

  show(text: string, action?: Toast['action']): void {
    const toast: Toast = action === undefined ? { id: this.#nextId, text } : { id: this.#nextId, text, action };
    this.#nextId += 1;
    for (const old of this.#list.slice(0, Math.max(0, this.#list.length + 1 - AT_MOST))) this.dismiss(old.id);
    this.#list = [...this.#list, toast];
    this.resume(toast.id);
  }

  dismiss(id: number): void {
    this.pause(id);
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }

  /** The pointer or the focus is on it: it stays. */
  pause(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.pause(id);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), SHOWN),
    );
  }
}
