/** A PostgreSQL server of the tests' own, on a free port of this machine, with its data in a temporary folder. */
export interface Cluster {
  readonly port: number;
  /** Makes a database, empty or as the one that was prepared, and returns its URL. */
  database(): Promise<string>;
  /** Fills a database of which those after it are copies. */
  prepare(fill: (url: string) => Promise<void>): Promise<void>;
  /** Ends the server as a crash does, and starts it again. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Why there are no tests on PostgreSQL here; undefined when there can be. */
export const withoutPostgres: string | undefined;

/** Where a group of tests takes place, for its name, which says when and why they are skipped. */
export const onPostgres: string;

/** Makes a server and starts it. Unless it is to be durable it does not wait for the disk: its data does not outlive the machine. */
export function startCluster(options?: { readonly isDurable?: boolean }): Promise<Cluster>;
