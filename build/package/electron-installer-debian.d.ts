/** The part of electron-installer-debian 3 that is used; it brings no types. */
declare module 'electron-installer-debian' {
  interface Options {
    src: string;
    dest: string;
    arch: string;
    options: Record<string, string | string[] | Record<string, string>>;
  }
  export default function installDebian(options: Options): Promise<{ packagePaths: string[] }>;
}
