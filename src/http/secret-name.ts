/** Words that make a member's value a secret, wherever they stand in its name. */
const secretWords = new Set([
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'secrets',
  'token',
  'tokens',
  'authorization',
  'auth',
  'bearer',
  'credential',
  'credentials',
  'cookie',
  'cookies',
  'signature',
  'otp',
  'pin',
  'cvc',
  'cvv',
  'csc',
  'iban',
  'ssn',
]);

/** Names that are secrets as a whole, without regard to case and punctuation. */
const secretNames = new Set([
  'key',
  'apikey',
  'xapikey',
  'secretkey',
  'privatekey',
  'accesskey',
  'encryptionkey',
  'signingkey',
  'webhookkey',
  'clientkey',
  'cardnumber',
  'accountnumber',
  'routingnumber',
  'securitycode',
  'cardcode',
  'pan',
  'sig',
  'requestlogurl',
  'hostedinvoiceurl',
  'hostedurl',
  'invoicepdf',
  'receipturl',
  'portalurl',
]);

/** Objects of which every text is about a person. */
const personalNames = new Set([
  'billingdetails',
  'shipping',
  'shippingdetails',
  'customerdetails',
  'address',
  'email',
  'emailaddress',
  'receiptemail',
  'firstname',
  'lastname',
  'fullname',
  'cardholder',
  'cardholdername',
  'customername',
  'dateofbirth',
  'dob',
]);

const phoneNames = new Set([
  'phone',
  'phonenumber',
  'mobile',
  'mobilenumber',
  'msisdn',
  'tonumber',
  'fromnumber',
]);

/** Words that, at the end of a name, make its value something said about a secret: `token_type`, `cvc_check`, `auth_status`. */
const about = new Set(['check', 'type', 'status', 'url', 'count', 'id']);

/**
 * What the name of a member says of its value. `secret`: it holds one, as `client_secret`, `AuthToken`, `X-Api-Key` and `cvc` do, while checks
 * of one (`cvc_check`) do not. `phone`: a phone number in whatever notation. `personal`: about a person, with all that is in it: `billing_details`, `email`.
 */
export type NameKind = 'secret' | 'phone' | 'personal' | 'plain';

/** The kind of a name. A run meets the same few names over and over, so that they are remembered: splitting names is half the cost of masking. */
export function kindOfName(name: string): NameKind {
  const known = kinds.get(name);
  if (known !== undefined) return known;
  const kind = determineKind(name);
  // Names may come from strangers, so what is remembered has a bound.
  if (kinds.size === 1000) kinds.clear();
  if (name.length <= 64) kinds.set(name, kind);
  return kind;
}

const kinds = new Map<string, NameKind>();

function determineKind(name: string): NameKind {
  const whole = bare(name);
  const words = wordsOf(name);
  if (secretNames.has(whole)) return 'secret';
  if (words.some((word) => secretWords.has(word)) && !about.has(words.at(-1)!)) return 'secret';
  if (phoneNames.has(whole)) return 'phone';
  return personalNames.has(whole) ? 'personal' : 'plain';
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** `client_secret`, `clientSecret` and `Client-Secret` are the words client and secret. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
