/** Recipients who must not be contacted again, by provider. Asked before a request leaves, told after a refusal. */
export interface Suppressions {
  /** `provider` is a profile's name, `recipient` an address as the profile normalises it. */
  has(provider: string, recipient: string): boolean | Promise<boolean>;
  add(provider: string, recipient: string): void | Promise<void>;
}

/** {@link Suppressions} that last as long as the process. */
export function memorySuppressions(): Suppressions {
  const known = new Set<string>();
  const entry = (provider: string, recipient: string): string => JSON.stringify([provider, recipient]);
  return {
    has: (provider, recipient) => known.has(entry(provider, recipient)),
    add: (provider, recipient) => void known.add(entry(provider, recipient)),
  };
}
