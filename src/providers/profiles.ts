import { isUnder } from './mentions.ts';
import type { ProviderProfile, SourceIdentity } from './profile.ts';
import { stripe } from './stripe.ts';
import { twilio } from './twilio.ts';

/** Every profile there is. */
export const profiles: readonly ProviderProfile[] = [stripe, twilio];

/**
 * The profile of the provider that a source description belongs to. When several recognise it (a source named after one that lies at the other),
 * the one its servers belong to; else the first, whose origins then do not match, so that its credentials stay at home.
 */
export function profileOf(source: SourceIdentity): ProviderProfile | undefined {
  const found = profiles.filter((profile) => profile.recognises(source));
  return found.find((profile) => isAt(profile, source)) ?? found[0];
}

function isAt(profile: ProviderProfile, source: SourceIdentity): boolean {
  const hosts = profile.origins.map((origin) => new URL(origin).hostname);
  return source.origins.some((origin) => hosts.some((host) => isUnder(origin, registered(host))));
}

/** `stripe.com` of `api.stripe.com`: every profile's provider has a domain of two labels. */
function registered(host: string): string {
  return host.split('.').slice(-2).join('.');
}
