import type { LookupFunction } from 'node:net';

/** A name's addresses. */
export type Resolve = (
  hostname: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/**
 * The name service of sockets that connect to checked addresses only: every address of a name must be allowed, or none is used. What was checked is
 * what is connected to, so a name cannot change its meaning in between (clause M).
 * @param assertAddress Throws for an address that is not allowed.
 */
export function checkedLookup(
  resolve: Resolve,
  assertAddress: (address: string, hostname: string) => void,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        try {
          for (const { address } of found) assertAddress(address, hostname);
          const wanted = found.filter(({ family }) => !options.family || family === options.family);
          const one = wanted[0];
          if (one === undefined) throw Object.assign(new Error('No address.'), { code: 'ENOTFOUND' });
          if (options.all) callback(null, [...wanted]);
          else callback(null, one.address, one.family);
        } catch (error) {
          callback(error as NodeJS.ErrnoException, []);
        }
      },
      (error: NodeJS.ErrnoException) => {
        callback(error, []);
      },
    );
  };
}
