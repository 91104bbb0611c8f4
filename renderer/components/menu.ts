/** A command of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
  readonly danger?: boolean;
}
