/** How a test payment method behaves. See docs/providers.md 1.3. */
export interface TestPaymentMethod {
  readonly type: 'card' | 'us_bank_account';
  readonly brand: string;
  readonly last4: string;
  /** When the customer must authenticate: every time, until saved to a customer, or only when present. */
  readonly authentication?: 'always' | 'until-saved' | 'on-session';
  /** What a charge comes to, after any authentication. Charges succeed when absent. */
  readonly decline?: Decline;
  /** Whether it can be saved to a customer in spite of its decline. */
  readonly saves?: true;
}

/** Why an issuer declines. Fields with the names of the API; absent ones are not in the answer. */
export interface Decline {
  readonly code: string;
  readonly decline_code: string;
  readonly message: string;
  readonly advice_code?: 'try_again_later' | 'do_not_try_again' | 'confirm_card_data';
  readonly network_decline_code?: string;
  readonly network_advice_code?: string;
  readonly param?: string;
}

const declined = 'Your card was declined.';

const generic: Decline = {
  code: 'card_declined',
  decline_code: 'generic_decline',
  advice_code: 'try_again_later',
  network_decline_code: '01',
  message: declined,
};

const insufficientFunds: Decline = {
  ...generic,
  decline_code: 'insufficient_funds',
  network_decline_code: '51',
  network_advice_code: '02',
  message: 'Your card has insufficient funds.',
};

const lost: Decline = {
  ...generic,
  decline_code: 'lost_card',
  advice_code: 'do_not_try_again',
  network_decline_code: '41',
  network_advice_code: '01',
};

const expired: Decline = {
  code: 'expired_card',
  decline_code: 'expired_card',
  advice_code: 'confirm_card_data',
  network_decline_code: '54',
  network_advice_code: '03',
  param: 'exp_month',
  message: 'Your card has expired.',
};

const incorrectCvc: Decline = {
  code: 'incorrect_cvc',
  decline_code: 'incorrect_cvc',
  advice_code: 'confirm_card_data',
  network_decline_code: 'N7',
  network_advice_code: '03',
  param: 'cvc',
  message: "Your card's security code is incorrect.",
};

const processingError: Decline = {
  code: 'processing_error',
  decline_code: 'processing_error',
  advice_code: 'try_again_later',
  network_decline_code: '06',
  message: 'An error occurred while processing your card. Try again in a little bit.',
};

const velocity: Decline = {
  ...generic,
  decline_code: 'card_velocity_exceeded',
  network_decline_code: '61',
  network_advice_code: '02',
  message:
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
};

/** Not recorded; from the documentation of Radar's test cards. */
const blocked: Decline = { code: 'card_declined', decline_code: 'fraudulent', message: declined };

const visa = { type: 'card', brand: 'visa' } as const;
const bank = { type: 'us_bank_account', brand: 'STRIPE TEST BANK', last4: '6789' } as const;
/** Not recorded; the code and message are our own. */
const bankFunds: Decline = {
  code: 'payment_method_provider_decline',
  decline_code: 'insufficient_funds',
  message: 'The bank account has insufficient funds.',
};

/** The test ids that stand for payment methods. Each use of one makes a new PaymentMethod (docs/providers.md 1.3). */
export const testPaymentMethods: ReadonlyMap<string, TestPaymentMethod> = new Map<string, TestPaymentMethod>([
  ['pm_card_visa', { ...visa, last4: '4242' }],
  ['pm_card_visa_debit', { ...visa, last4: '5556' }],
  ['pm_card_mastercard', { type: 'card', brand: 'mastercard', last4: '4444' }],
  ['pm_card_mastercard_debit', { type: 'card', brand: 'mastercard', last4: '3222' }],
  ['pm_card_mastercard_prepaid', { type: 'card', brand: 'mastercard', last4: '5100' }],
  ['pm_card_amex', { type: 'card', brand: 'amex', last4: '0005' }],
  ['pm_card_discover', { type: 'card', brand: 'discover', last4: '1117' }],
  ['pm_card_diners', { type: 'card', brand: 'diners', last4: '0004' }],
  ['pm_card_jcb', { type: 'card', brand: 'jcb', last4: '0505' }],
  ['pm_card_unionpay', { type: 'card', brand: 'unionpay', last4: '0005' }],

  ['pm_card_chargeDeclined', { ...visa, last4: '0002', decline: generic }],
  ['pm_card_visa_chargeDeclined', { ...visa, last4: '0002', decline: generic }],
  ['pm_card_chargeDeclinedInsufficientFunds', { ...visa, last4: '9995', decline: insufficientFunds }],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', { ...visa, last4: '9995', decline: insufficientFunds }],
  ['pm_card_visa_chargeDeclinedLostCard', { ...visa, last4: '9987', decline: lost }],
  [
    'pm_card_visa_chargeDeclinedStolenCard',
    { ...visa, last4: '9979', decline: { ...lost, decline_code: 'stolen_card', network_decline_code: '43' } },
  ],
  ['pm_card_chargeDeclinedExpiredCard', { ...visa, last4: '0069', decline: expired }],
  ['pm_card_chargeDeclinedIncorrectCvc', { ...visa, last4: '0127', decline: incorrectCvc }],
  ['pm_card_chargeDeclinedProcessingError', { ...visa, last4: '0119', decline: processingError }],
  ['pm_card_visa_chargeDeclinedVelocityLimitExceeded', { ...visa, last4: '6975', decline: velocity }],
  ['pm_card_chargeCustomerFail', { ...visa, last4: '0341', decline: generic, saves: true }],
  ['pm_card_radarBlock', { ...visa, last4: '0019', decline: blocked }],

  ['pm_card_authenticationRequired', { ...visa, last4: '3184', authentication: 'always' }],
  ['pm_card_authenticationRequiredOnSetup', { ...visa, last4: '3155', authentication: 'until-saved' }],
  [
    'pm_card_authenticationRequiredSetupForOffSession',
    { ...visa, last4: '0446', authentication: 'on-session' },
  ],
  [
    'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
    { ...visa, last4: '3178', authentication: 'always', decline: insufficientFunds, saves: true },
  ],
  ['pm_card_threeDSecure2Required', { ...visa, last4: '3220', authentication: 'always' }],
  [
    'pm_card_threeDSecureRequiredChargeDeclined',
    { ...visa, last4: '1629', authentication: 'always', decline: generic, saves: true },
  ],

  ['pm_usBankAccount', bank],
  ['pm_usBankAccount_success', bank],
  ['pm_usBankAccount_insufficientFunds', { ...bank, last4: '2227', decline: bankFunds, saves: true }],
]);
