/** A change to the text of an example: every place of `find` becomes `write`. */
export interface Correction {
  readonly find: string;
  readonly write: string;
}

/**
 * What a person corrects in the official examples that contradict themselves or their descriptions, so that they run in standard mode without any
 * repair. Where one reading is left, repairs do the same; the rest only a person can know.
 */
export const corrections: Readonly<Record<string, readonly Correction[]>> = {
  '1.0.0/ExtendedParametersExample.arazzo.yaml': [],
  '1.0.0/LoginAndRetrievePets.arazzo.yaml': [
    // The path of an operation ends with its method.
    { find: '~1pet~1findByStatus', write: '~1pet~1findByStatus/get' },
  ],
  '1.0.0/pet-coupons.arazzo.yaml': [
    // The description's names.
    { find: 'name: pet_tags', write: 'name: tags' },
    { find: '- name: pet_id\n            in: path', write: '- name: petId\n            in: path' },
    // A step that runs a workflow has no status.
    {
      find: 'successCriteria:\n          - condition: $statusCode == 200\n        outputs:\n          my_order_id',
      write: 'outputs:\n          my_order_id',
    },
  ],
  '1.0.0/bnpl-arazzo.yaml': [
    // Objects in quotes within a text of JSON; a body as an object says what is meant, and leaves out what is missing.
    { find: 'payload: | \n', write: 'payload:\n' },
    { find: 'payload: |\n', write: 'payload:\n' },
    { find: '"{$', write: '"$' },
    { find: '}"', write: '"' },
    // What the description calls these, and what it requires.
    { find: '"customer": "$inputs.customer"', write: '"customer": "$inputs.customer#/uri"' },
    { find: '$response.body#/products', write: '$response.body#/productCodes' },
    { find: 'count(@.products)', write: 'count($.productCodes[*])' },
    {
      find: '"$steps.checkLoanCanBeProvided.outputs.eligibleProducts"',
      write: `"$steps.checkLoanCanBeProvided.outputs.eligibleProducts",
          "totalAmount": "$steps.checkLoanCanBeProvided.outputs.totalLoanAmount"`,
    },
    { find: '- name: redirectAuthToken\n', write: '- name: AuthorizationToken\n' },
    { find: '"loanStatus"', write: '"status"' },
    // It ends where the customer is eligible.
    { find: 'existingCustomerNotEligible == false', write: 'existingCustomerNotEligible == true' },
    // Outputs that no step declares.
    {
      find: 'redirectAuthToken: $response.body#/redirectAuthToken\n',
      write:
        'redirectAuthToken: $response.body#/redirectAuthToken\n      loanTransactionId: $response.body#/loanTransactionId\n',
    },
    {
      find: '$steps.authenticateCustomerAndAuthorizeLoan.outputs.redirectAuthToken',
      write: '$steps.initiateBnplTransaction.outputs.redirectAuthToken',
    },
    {
      find: '$steps.retrieveFinalizedPaymentPlan.finalizedPaymentPlan',
      write: '$steps.retrieveFinalizedPaymentPlan.outputs.finalizedPaymentPlan',
    },
  ],
};

/** The description that ExtendedParametersExample names and that was never published: the least that it can be. */
export const animals = `openapi: 3.1.0
info: { title: Animals, version: 1.0.0 }
servers: [{ url: https://zoo.example }]
paths:
  /animals:
    post:
      operationId: postAnimal
      parameters: &parameters
        - { name: workflowLevelParamOne, in: cookie, schema: { type: string } }
        - { name: workflowLevelParamTwo, in: header, schema: { type: string } }
        - { name: authentication, in: cookie, schema: { type: string } }
      responses: { '201': { description: Made. } }
    get:
      operationId: getRandomAnimal
      parameters: *parameters
      responses: { '200': { description: One., content: { application/json: { schema: { type: object } } } } }
`;
