/**
 * The closed list of diagnostic codes with the severity each has unless the mode says otherwise.
 * Every code has a row in `docs/diagnostics.md`; a test compares the two.
 */
export const codes = {
  // Text: reading YAML and JSON.
  'text/too-large': 'error',
  'text/syntax': 'error',
  'text/duplicate-key': 'error',
  'text/alias-expansion': 'error',
  'text/unsupported-yaml': 'error',

  // Document: the shape of an Arazzo description.
  'document/not-arazzo': 'error',
  'document/version-unsupported': 'error',
  'document/version-newer': 'warning',
  'document/missing-field': 'error',
  'document/unknown-field': 'error',
  'document/wrong-type': 'error',
  'document/newer-field': 'error',
  'document/empty-list': 'error',
  'document/duplicate-name': 'error',
  'document/invalid-name': 'error',
  'document/reserved-extension': 'warning',
  'document/unquoted-expression': 'error',
  'document/conflicting-fields': 'error',
  'document/ignored-field': 'warning',
  'document/not-supported': 'error',
  'document/unknown-reference': 'error',

  // Workflow selection and inputs.
  'workflow/not-found': 'error',
  'workflow/ambiguous': 'error',
  'inputs/missing': 'error',
  'inputs/invalid': 'error',
  'inputs/undeclared': 'warning',
  'inputs/invalid-schema': 'error',
  'inputs/used-but-optional': 'warning',

  // Source descriptions and OpenAPI.
  'source/unavailable': 'error',
  'source/unused-unavailable': 'warning',
  'source/stand-in': 'info',
  'source/moved': 'error',
  'source/ambiguous': 'error',
  'source/other-host': 'hazard',
  'source/rewritten': 'warning',
  'source/relocated': 'warning',
  'source/not-openapi': 'error',
  'source/version-unsupported': 'error',
  'source/type-mismatch': 'error',
  'source/other-identity': 'warning',
  'source/malformed': 'error',
  'source/dangling-reference': 'error',
  'source/circular-reference': 'error',
  'source/no-server': 'error',
  'source/server-variable': 'error',
  'source/invalid-url': 'error',
  'source/unused-override': 'error',

  // The lock.
  'lock/missing': 'error',
  'lock/unreadable': 'error',
  'lock/tampered': 'error',
  'lock/stale': 'warning',
  'lock/drift': 'warning',
  'lock/other-origin': 'hazard',
  'lock/changed': 'error',

  // Steps against their operations.
  'step/operation-not-found': 'error',
  'step/operation-ambiguous': 'error',
  'step/operation-unqualified': 'warning',
  'step/unknown-source': 'error',
  'step/prefer-operation-id': 'info',
  'step/encoded-pointer': 'warning',
  'step/channel-not-found': 'error',
  'step/operation-path-to-channel': 'warning',
  'step/action-mismatch': 'hazard',
  'step/no-correlation': 'error',
  'step/unbounded-receive': 'info',
  'step/missing-path-parameter': 'error',
  'step/missing-parameter': 'error',
  'step/unknown-parameter': 'warning',
  'step/missing-body': 'error',
  'step/missing-body-field': 'warning',
  'step/unknown-body-field': 'info',
  'step/unexpected-body': 'warning',
  'step/unsupported-media-type': 'error',
  'step/undeclared-media-type': 'warning',
  'step/unsupported-serialization': 'error',
  'step/replacement-target': 'error',
  'step/implied-payload': 'info',
  'step/unsafe-success': 'hazard',
  'step/never-reached': 'hazard',
  'step/goto-loop': 'error',
  'step/unreachable-action': 'warning',
  'step/together': 'info',

  // Expressions, templates and conditions.
  'expression/syntax': 'error',
  'expression/unavailable': 'error',
  'expression/undeclared': 'error',
  'expression/maybe-missing': 'warning',
  'template/unbraced-expression': 'hazard',
  'template/not-an-expression': 'warning',
  'template/not-a-selector': 'warning',
  'selector/syntax': 'error',
  'condition/syntax': 'error',
  'condition/double-quotes': 'warning',
  'condition/bare-operand': 'info',
  'regex/syntax': 'error',
  'jsonpath/syntax': 'error',
  'jsonpath/not-a-query': 'error',
  'jsonpath/filter-on-object': 'hazard',
  'jsonpath/length-member': 'warning',
  'xpath/syntax': 'error',

  // What is supplied to requests beside the document.
  'supply/invalid': 'error',
  'supply/unknown': 'error',
  'supply/missing': 'error',

  // Channels: what sends and receives messages.
  'channel/no-transport': 'error',
  'channel/no-listener': 'error',
  'channel/unavailable': 'error',
  'channel/not-kept': 'error',

  // Credentials and where they may go.
  'credentials/missing': 'error',
  'credentials/unreadable-file': 'error',
  'credentials/invalid-value': 'error',
  'credentials/origin-not-allowed': 'error',
  'credentials/undefined-scheme': 'warning',
  'credentials/unsupported-scheme': 'error',
  'credentials/no-token': 'error',
  'credentials/live-key': 'warning',

  // The command line.
  'usage/invalid': 'error',
  'usage/unknown-document': 'error',
  'internal/unexpected': 'error',

  // During a run.
  'run/request-not-built': 'error',
  'run/provider-refused': 'error',
  'run/unanswered': 'error',
  'run/in-doubt': 'error',
  'run/limit-reached': 'error',
  'run/dependency-unmet': 'error',
  'run/output-unresolved': 'info',
  'run/step-failed': 'error',

  // Runs for good, and where they are kept.
  'run/conflict': 'error',
  'run/not-found': 'error',
  'run/not-in-doubt': 'error',
  'run/waits': 'info',
  'store/in-use': 'error',
  'store/newer': 'error',
  'store/damaged': 'error',
  'store/not-a-store': 'error',
  'store/wrong-key': 'error',
  'store/full': 'error',
  'store/unwritable': 'error',
} as const satisfies Record<string, 'error' | 'hazard' | 'warning' | 'info'>;

/** A diagnostic code: `area/name`. */
export type Code = keyof typeof codes;
