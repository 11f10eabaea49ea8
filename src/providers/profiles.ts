import type { ProviderProfile, SourceIdentity } from './profile.ts';
import { stripe } from './stripe.ts';
import { twilio } from './twilio.ts';

/** Every profile there is. */
export const profiles: readonly ProviderProfile[] = [stripe, twilio];

/**
 * The profile of the provider that a source description belongs to. When several recognise it (a source named after one that lies at the other),
 * the one its servers belong to; else the first, whose origins then do not match, so that its credentials stay at home.
 * @param configured Profiles of providers that are not known here.
 */
export function profileOf(
  source: SourceIdentity,
  configured: readonly ProviderProfile[] = [],
): ProviderProfile | undefined {
  const found = [...configured, ...profiles].filter((profile) => profile.recognises(source));
  const byServers = { name: '', url: '', origins: source.origins };
  return found.find((profile) => profile.recognises(byServers)) ?? found[0];
}
