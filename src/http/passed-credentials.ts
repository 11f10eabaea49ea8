/** The credentials that documents pass as parameters, kept in memory alone so that they are masked by value (clause 4.6). */
export interface PassedCredentials {
  /** Takes one as it is sent: `Bearer abc` makes `abc` a secret as well. */
  readonly learn: (credential: string) => void;
  /** These and the others: another list whenever there are others. */
  readonly secrets: () => readonly string[];
}

/** A preparation may run for months; those of the runs before need not be known for ever. */
const most = 256;

/** @param others Secrets that come during a run in other ways; another list whenever there are others. */
export function passedCredentials(others: () => readonly string[]): PassedCredentials {
  const known = new Set<string>();
  let [seen, all] = [others(), others()];
  const renew = (): void => {
    seen = others();
    all = [...seen, ...known];
  };
  return {
    learn(credential) {
      if (known.has(credential)) return;
      const bare = /^[A-Za-z][A-Za-z0-9-]* +(\S+)$/.exec(credential)?.[1];
      for (const secret of bare === undefined ? [credential] : [credential, bare]) known.add(secret);
      for (const oldest of [...known].slice(0, Math.max(0, known.size - most))) known.delete(oldest);
      renew();
    },
    secrets() {
      if (others() !== seen) renew();
      return all;
    },
  };
}
