import { describe, expect, test } from 'vitest';
import { profileOf, profiles } from './profiles.ts';

const source = (name: string, url = 'openapi.yaml', ...origins: string[]) => ({ name, url, origins });

describe('a source is recognised', () => {
  test.each([
    ['by its server', source('payments', 'a.yaml', 'https://api.stripe.com'), 'stripe'],
    ['by another server of the provider', source('lookup', 'a.yaml', 'https://lookups.twilio.com'), 'twilio'],
    ['by a wrong server of the provider', source('sms', 'a.yaml', 'https://accounts.twilio.com'), 'twilio'],
    ['by its name, wherever it lies', source('stripeApi', 'a.yaml', 'https://evil.example'), 'stripe'],
    ['by its name in capitals', source('TWILIO_API'), 'twilio'],
    [
      'by a word of its path',
      source('api', 'https://raw.example/x/openapi/twilio-messaging-openapi.yml'),
      'twilio',
    ],
    ['by its host', source('api', 'https://stripe.example.com/openapi.yaml'), 'stripe'],
    ['by a file name', source('api', './openapi/stripe.openapi.yaml'), 'stripe'],
    ['by its server before its name', source('stripeApi', 'stripe.yaml', 'https://api.twilio.com'), 'twilio'],
    ['by the first of two that fit when no server decides', source('twilioApi', 'stripe.yaml'), 'stripe'],
    ['not by a query', source('api', 'https://h.example/a.yaml?next=stripe'), undefined],
    ['not by a host that only ends alike', source('api', 'a.yaml', 'https://notstripe.com'), undefined],
    ['not by the middle of a word', source('pinstripes', 'pinstripes.yaml', 'https://h.example'), undefined],
    ['not by an origin that is none', source('api', 'a.yaml', 'null'), undefined],
  ])('%s', (_, identity, name) => {
    expect(profileOf(identity)?.name).toBe(name);
  });
});

test('each profile sends credentials to https origins of its own domain only', () => {
  for (const { origins, name } of profiles) {
    expect(origins[0]).toBe(`https://api.${name}.com`);
    for (const origin of origins) expect(origin).toMatch(new RegExp(`^https://[a-z]+\\.${name}\\.com$`));
  }
});
