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

/** Whether a member of this name holds a secret: `client_secret`, `AuthToken`, `X-Api-Key`, `cvc`. Checks of one (`cvc_check`) do not. */
export function isSecretName(name: string): boolean {
  if (secretNames.has(bare(name))) return true;
  const words = wordsOf(name);
  return words.some((word) => secretWords.has(word)) && !about.has(words.at(-1)!);
}

/** Words that, at the end of a name, make its value something said about a secret: `token_type`, `cvc_check`, `auth_status`. */
const about = new Set(['check', 'type', 'status', 'url', 'count', 'id']);

/** Whether a member of this name is about a person, with all that is in it: `billing_details`, `email`. */
export function isPersonal(name: string): boolean {
  return personalNames.has(bare(name));
}

/** Whether a member of this name holds a phone number in whatever notation. */
export function isPhone(name: string): boolean {
  return phoneNames.has(bare(name));
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
